import { buildSchema, parse, specifiedRules, SingleFieldSubscriptionsRule, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { subscriptionRule } from '../../../src/graphql/subscription-rule.js';

const schema = buildSchema('type Query { a: Int } type Subscription { a: Int b: Int }');
// The rule that it replaces would throw, or let pass.
const rules = [...specifiedRules.filter((rule) => rule !== SingleFieldSubscriptionsRule), subscriptionRule];
const errorsOf = (text: string) => validate(schema, parse(text), rules).map(({ message }) => message);

describe('a subscription', () => {
  it.each([
    ['of one field', 'subscription { a }'],
    ['of one field in a fragment', 'subscription { ...F } fragment F on Subscription { a }'],
  ])('%s is valid', (_what, text) => {
    expect(errorsOf(text)).toEqual([]);
  });

  it('of two fields is refused', () => {
    expect(errorsOf('subscription { a b }')).toEqual([
      'Anonymous Subscription must select only one top level field.',
    ]);
  });

  it.each([
    ['a variable decides on', 'subscription ($on: Boolean!) { a @include(if: $on) }'],
    ['is left out', 'subscription { a @skip(if: true) }'],
    ['is left out with its inline fragment', 'subscription { ... @skip(if: true) { a } }'],
    ['is left out inside an inline fragment', 'subscription { ... { a @skip(if: true) } }'],
    [
      'is left out with its fragment',
      'subscription { ...F @skip(if: true) } fragment F on Subscription { a }',
    ],
    [
      'a variable decides on inside a fragment',
      'subscription ($on: Boolean!) { ...F } fragment F on Subscription { a @include(if: $on) }',
    ],
  ])('whose field %s is refused', (_what, text) => {
    expect(errorsOf(text)).toEqual(['The field of a subscription cannot depend on @skip or @include.']);
  });

  it('whose fragments go round in circles is refused', () => {
    expect(errorsOf('subscription { a ...F } fragment F on Subscription { a ...F }')).toEqual([
      'Cannot spread fragment "F" within itself.',
    ]);
  });

  it('is judged alone: a query may leave anything out', () => {
    expect(errorsOf('query ($on: Boolean!) { a @include(if: $on) b: a @skip(if: true) }')).toEqual([]);
  });
});
