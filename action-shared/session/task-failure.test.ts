import { describe, expect, it } from '@jest/globals';
import { observedDeployment } from './report.ts';
import { taskFailure } from './task-failure.ts';

const FAILED = `migrate ended with exit code 4: Essential container in task exited
Last log lines:
  migrating 0007
    indented
  ERROR: null values`;

describe('taskFailure', () => {
  it('tells cause, exit code and the last log lines', () => {
    expect(taskFailure(FAILED)).toEqual({
      cause: 'migrate ended with exit code 4: Essential container in task exited',
      exitCode: 4,
      logLines: ['migrating 0007', '  indented', 'ERROR: null values'],
    });
  });

  it.each(['seed did not start: CannotPullContainerError', 'migrate still runs after 14 minutes'])(
    'has no exit code and no lines of: %s',
    (message) => {
      expect(taskFailure(message)).toEqual({ cause: message, exitCode: null, logLines: [] });
    },
  );

  it('is none of another failure', () => {
    expect(taskFailure('creating ECS Service: AccessDenied')).toBeNull();
  });

  it('is what a failed deployment is observed to be', () => {
    expect(observedDeployment(new Error(FAILED))).toMatchObject({
      exitCode: 4,
      logLines: ['migrating 0007', '  indented', 'ERROR: null values'],
      remedy: expect.stringContaining('correct it and push again'),
    });
  });
});
