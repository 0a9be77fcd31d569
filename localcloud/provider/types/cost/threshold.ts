import type { Expression } from '@aws-sdk/client-cost-explorer';
import { type TypeOf, list, obj, set, str } from '../../schema/prop.ts';

const terms = obj({
  key: str(),
  matchOptions: set(
    str().oneOf(
      ...['EQUALS', 'ABSENT', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CASE_SENSITIVE'],
      ...['CASE_INSENSITIVE', 'GREATER_THAN_OR_EQUAL'],
    ),
  ),
  values: set(str()),
});
const comparison = { costCategory: terms, dimension: terms, tags: terms } as const;
const leaf = obj(comparison);

/** From which cost on an anomaly is told: one comparison, or several put together. */
export const thresholdExpression = obj({
  ...comparison,
  ands: list(leaf),
  not: leaf,
  ors: list(leaf),
});

type Terms = TypeOf<typeof terms>;
type Leaf = TypeOf<typeof leaf>;
type Threshold = TypeOf<typeof thresholdExpression>;

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
