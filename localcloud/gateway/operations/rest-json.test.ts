import { describe, expect, it } from '@jest/globals';
import { restOperation } from './rest-json.ts';

describe('an operation that is not named on the wire', () => {
  it.each([
    ['lambda', 'POST', '/2015-03-31/functions', 'CreateFunction'],
    ['lambda', 'GET', '/2015-03-31/functions/drift?Qualifier=1', 'GetFunction'],
    ['lambda', 'DELETE', '/2015-03-31/functions/drift', 'DeleteFunction'],
    ['lambda', 'PUT', '/2015-03-31/functions/drift/code', 'UpdateFunctionCode'],
    ['lambda', 'POST', '/2015-03-31/functions/drift/policy', 'AddPermission'],
    ['lambda', 'DELETE', '/2015-03-31/functions/drift/policy/events', 'RemovePermission'],
    ['lambda', 'GET', '/2017-03-31/tags/arn%3Aaws%3Alambda', 'ListTagsForResource'],
    ['backup', 'PUT', '/backup-vaults/v/', 'CreateBackupVault'],
    ['backup', 'GET', '/backup-vaults/v', 'DescribeBackupVault'],
    ['backup', 'DELETE', '/backup-vaults/v', 'DeleteBackupVault'],
    ['backup', 'PUT', '/backup/plans/', 'CreateBackupPlan'],
    ['backup', 'POST', '/backup/plans/p', 'UpdateBackupPlan'],
    ['backup', 'PUT', '/backup/plans/p/selections/', 'CreateBackupSelection'],
    ['backup', 'DELETE', '/backup/plans/p/selections/s', 'DeleteBackupSelection'],
    ['scheduler', 'POST', '/schedules/nightly', 'CreateSchedule'],
    ['scheduler', 'PUT', '/schedules/nightly', 'UpdateSchedule'],
    ['scheduler', 'DELETE', '/schedules/nightly', 'DeleteSchedule'],
    ['scheduler', 'POST', '/schedule-groups/all', 'CreateScheduleGroup'],
    ['rds-data', 'POST', '/Execute', 'ExecuteStatement'],
    ['scheduler', 'POST', '/elsewhere', undefined],
    ['other', 'POST', '/schedules/nightly', undefined],
  ])('of %s, %s %s, is %s', (service, method, url, action) => {
    expect(restOperation(service, { method, url })).toBe(action);
  });
});
