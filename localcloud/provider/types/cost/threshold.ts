import type { Expression } from '@aws-sdk/client-cost-explorer';
import { list, obj, set, str } from '../../schema/prop.ts';

interface Terms {
  readonly key?: string | undefined;
  readonly matchOptions?: readonly string[] | undefined;
  readonly values?: readonly string[] | undefined;
}

interface Leaf {
  readonly costCategory?: Terms | undefined;
  readonly dimension?: Terms | undefined;
  readonly tags?: Terms | undefined;
}

/** From which cost on an anomaly is told: one comparison, or several put together. */
export interface Threshold extends Leaf {
  readonly ands?: readonly Leaf[] | undefined;
  readonly not?: Leaf | undefined;
  readonly ors?: readonly Leaf[] | undefined;
}

const matchOption = () =>
  str().oneOf(
    ...['EQUALS', 'ABSENT', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CASE_SENSITIVE'],
    ...['CASE_INSENSITIVE', 'GREATER_THAN_OR_EQUAL'],
  );

const terms = () => obj({ key: str(), matchOptions: set(matchOption()), values: set(str()) });
const leaf = () => ({ costCategory: terms(), dimension: terms(), tags: terms() });

export function thresholdExpression() {
  return obj({ ...leaf(), ands: list(obj(leaf())), not: obj(leaf()), ors: list(obj(leaf())) });
}

/** As Cost Explorer writes it. */
export function thresholdTo(wanted: Threshold): Expression {
  return {
    ...leafTo(wanted),
    ...(wanted.ands && { And: wanted.ands.map(leafTo) }),
    ...(wanted.not && { Not: leafTo(wanted.not) }),
    ...(wanted.ors && { Or: wanted.ors.map(leafTo) }),
  };
}

function leafTo({ costCategory, dimension, tags }: Leaf): Expression {
  return {
    ...(costCategory && { CostCategories: termsTo(costCategory) }),
    ...(dimension && { Dimensions: termsTo(dimension) as Expression['Dimensions'] }),
    ...(tags && { Tags: termsTo(tags) }),
  };
}

function termsTo({ key: Key, matchOptions, values }: Terms) {
  return {
    Key,
    MatchOptions: (matchOptions ?? []) as 'EQUALS'[],
    Values: [...(values ?? [])],
  };
}

/** As the state has it. */
export function thresholdFrom(found: Expression): Threshold {
  return {
    ...leafFrom(found),
    ...(found.And && { ands: found.And.map(leafFrom) }),
    ...(found.Not && { not: leafFrom(found.Not) }),
    ...(found.Or && { ors: found.Or.map(leafFrom) }),
  };
}

function leafFrom({ CostCategories, Dimensions, Tags }: Expression): Leaf {
  return {
    ...(CostCategories && { costCategory: termsFrom(CostCategories) }),
    ...(Dimensions && { dimension: termsFrom(Dimensions) }),
    ...(Tags && { tags: termsFrom(Tags) }),
  };
}

function termsFrom(found: {
  readonly Key?: string | undefined;
  readonly MatchOptions?: readonly string[] | undefined;
  readonly Values?: readonly string[] | undefined;
}): Terms {
  return { key: found.Key, matchOptions: found.MatchOptions, values: found.Values };
}
