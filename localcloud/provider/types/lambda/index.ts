import type { ResourceType } from '../../resource.ts';
import { lambdaFunction } from './function.ts';
import { invocation } from './invocation.ts';
import { permission } from './permission.ts';

export const LAMBDA: readonly ResourceType[] = [lambdaFunction, permission, invocation];
