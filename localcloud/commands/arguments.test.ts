import { describe, expect, it } from '@jest/globals';
import { cloudOptions, parseArguments, toArgv } from './arguments.ts';

describe('arguments of the local cloud', () => {
  it('default to a folder in .local, free ports and nothing kept', () => {
    const args = parseArguments(['start']);
    expect(args).toMatchObject({ command: 'start', persist: false, lines: 40 });
    expect(args.stateDir).toMatch(/\/\.local\/cloud$/);
    expect(Object.keys(cloudOptions(args)).sort()).toEqual(['persist', 'stateDir']);
  });

  it('survive the way to the process in the background', () => {
    const argv = [
      'start',
      '--state-dir=/tmp/x y',
      '--https-port=8443',
      '--region=eu-west-2',
      '--persist',
    ];
    const args = parseArguments(argv);
    expect({ ...parseArguments(toArgv(args)), command: 'start' }).toEqual(args);
  });

  it('are refused all at once, each with what was found and what is allowed', () => {
    const wrong = [
      'start',
      'stop',
      '--https-port=0',
      '--http-port=x',
      '--region=london',
      '--lines=-1',
    ];
    expect(() => parseArguments(wrong)).toThrow(
      /--https-port is "0".*1 to 65535\n--http-port is "x".*\n--lines is "-1".*\n--region is "london".*\none command only, found: start, stop/,
    );
  });

  it.each([
    ['an unknown option', ['start', '--frob'], /Unknown option '--frob'.*npm run localcloud/s],
    ['a value that is missing', ['start', '--region'], /--region/],
  ])('are refused with the usage: %s', (_name, argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
  });
});
