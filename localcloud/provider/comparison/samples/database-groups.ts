import type { Props } from '../../schema/prop.ts';
import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS } from './sample.ts';

/** Keys, roles and the like that databases and caches name. */
export const KEY = 'arn:aws:kms:us-east-1:000000000000:key/4d1c3a52-1f0b-4b5a-9f0e-6d2f6a3b7c10';
export const OTHER_KEY = KEY.replace('4d1c', '5d1c');
export const ROLE = 'arn:aws:iam::000000000000:role/r';

/** A parameter group. */
export const groupOf = (token: string, family: string, applyMethod: Props): Sample => ({
  token,
  inputs: {
    name: 'a',
    description: 'a',
    family: `${family}16`,
    parameters: [{ name: 'rds.force_ssl', value: '1', ...applyMethod }],
    ...TAGS,
  },
  others: {
    name: 'b',
    description: 'b',
    family: `${family}17`,
    parameters: [{ name: 'rds.force_ssl', value: '0', ...applyMethod }],
    ...OTHER_TAGS,
  },
});

/** A subnet group. */
export const subnetsOf = (token: string): Sample => ({
  token,
  inputs: { name: 'a', description: 'a', subnetIds: ['subnet-1', 'subnet-2'], ...TAGS },
  others: { name: 'b', description: 'b', subnetIds: ['subnet-1', 'subnet-3'], ...OTHER_TAGS },
});
