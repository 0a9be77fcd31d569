import { jest } from '@jest/globals';

// End-to-end tests start dozens of real processes; one that a busy machine upset is run once more, and
// what it failed with the first time stays in the log.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
