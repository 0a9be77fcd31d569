import type {
  CognitoIdentityProvider,
  SchemaAttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Values } from '../../schema/prop.ts';
import { fromMembers, toMembers } from '../members.ts';
import { agrees } from '../../schema/diff.ts';
import { attribute, schemas } from './pool-shape.ts';

export type Attribute = Values<typeof attribute>;

/** Attributes that a program gives, as Cognito takes them. */
export function attributesRequest(given: readonly Attribute[]): SchemaAttributeType[] {
  const flags = { developerOnlyAttribute: false, mutable: false, required: false };
  return given.map(
    (each) => toMembers(attribute, { ...flags, ...each }) as unknown as SchemaAttributeType,
  );
}

/**
 * Attributes of a pool that a program could have given: its own ones without their prefix, and of the
 * standard ones, which every pool has, those that the state knows.
 */
export function attributesOf(
  found: readonly SchemaAttributeType[],
  known: readonly Attribute[] = [],
): Attribute[] {
  const names = new Set(known.map(({ name }) => name));
  return found.flatMap((each) => {
    const props = fromMembers(attribute, each);
    const name = props.name.replace(/^(dev:)?custom:|^dev:/, '');
    return name !== props.name || names.has(name) ? [{ ...props, name }] : [];
  });
}

/** Adds what is new; Cognito neither changes nor removes an attribute. */
export async function addAttributes(
  cognito: CognitoIdentityProvider,
  UserPoolId: string,
  before: readonly Attribute[] = [],
  after: readonly Attribute[] = [],
): Promise<void> {
  const same = (one: Attribute, other: Attribute): boolean => agrees(schemas, [one], [other]);
  const kept = before.every((old) => after.some((each) => same(old, each)));
  if (!kept)
    throw new Error('schemas: Cognito cannot modify or remove an attribute of a user pool');
  const added = after.filter((each) => !before.some((old) => same(old, each)));
  if (added.length === 0) return;
  await cognito.addCustomAttributes({ UserPoolId, CustomAttributes: attributesRequest(added) });
}
