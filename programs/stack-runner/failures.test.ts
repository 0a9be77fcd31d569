import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../action-shared/errors.ts';
import { cliMessage, plainText } from './engine-text.ts';
import type { EventSummary } from './events.ts';
import { CancelledError, classifyFailure } from './failures.ts';

const nothing: EventSummary = { changes: {}, outputs: null, failedUrns: [], errors: [] };
const urn = 'urn:pulumi:s::p::aws:ecs/service:Service::web';
const stack = 'urn:pulumi:s::p::pulumi:pulumi:Stack::p-s';
const cli = (stderr: string) => new Error(`code: -2\n stdout: \n stderr: ${stderr}\n err?: x\n`);

describe('classifyFailure', () => {
  it.each([
    ['a wrong passphrase', 'error: incorrect passphrase', 'backend'],
    ['a missing plugin', 'error: no resource plugin aws found', 'backend'],
    ['a missing engine', 'spawn pulumi ENOENT', 'backend'],
    ['a bucket that is not there', 'error: unable to open bucket s3://x', 'backend'],
    ['anything else', 'error: something odd', 'engine'],
  ])('calls %s what it is', (_case, stderr, kind) => {
    const message = stderr.replace('error: ', '');
    expect(classifyFailure(cli(stderr), nothing, false)).toEqual({ kind, message, urn: null });
  });

  it('names the resource that failed, in its own words', () => {
    const errors = [
      { urn: stack, message: 'update failed' },
      { urn, message: 'no capacity' },
    ];
    const events = { ...nothing, failedUrns: [urn], errors };
    expect(classifyFailure(cli('error: update failed'), events, false)).toEqual({
      kind: 'resource',
      message: 'no capacity',
      urn,
    });
  });

  it('counts inputs a provider refuses as a failure of that resource', () => {
    const events = { ...nothing, errors: [{ urn, message: 'cpu: expected a number' }] };
    expect(classifyFailure(cli(''), events, false)).toMatchObject({ kind: 'resource', urn });
  });

  it('gives a program its own words', () => {
    const message = 'Unhandled exception: UserError: Base dev changed; run again.';
    const events = { ...nothing, errors: [{ urn: stack, message }] };
    expect(classifyFailure(cli(''), events, false)).toEqual({
      kind: 'program',
      message: 'Base dev changed; run again.',
      urn: null,
    });
  });

  it('calls a refused configuration a fault of the program’s argument', () => {
    const failure = classifyFailure(new UserError('cidr: bad'), nothing, false);
    expect(failure).toEqual({ kind: 'program', message: 'cidr: bad', urn: null });
  });

  it('calls whatever follows a request to stop cancelled', () => {
    expect(classifyFailure(cli('error: update canceled'), nothing, true).kind).toBe('cancelled');
    expect(classifyFailure(new CancelledError('x'), nothing, false).kind).toBe('cancelled');
  });
});

describe('engine text', () => {
  it('loses colours and stack traces, and keeps the rest', () => {
    const text =
      '\u001b[31mError: no\u001b[0m\n    at f (/x/y.js:1:2)\n    at async /z.js:3:4\nmore';
    expect(plainText(text)).toBe('Error: no\nmore');
  });
  it('keeps what follows the first error, such as the holder of a lock', () => {
    const stderr = 'warning: old\nerror: locked by 1 lock(s)\n  file.json: created by me@host';
    expect(cliMessage(cli(stderr).message)).toBe(
      'locked by 1 lock(s)\n  file.json: created by me@host',
    );
  });
});
