import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors/codes.js';

/** Limits as configured; their names are those of the section `limits` of the configuration file. */
export type LimitName =
  | 'tokens'
  | 'depth'
  | 'aliases'
  | 'directives'
  | 'rootFields'
  | 'cost'
  | 'listItems'
  | 'operationsPerConnection'
  | 'connectionsPerCaller'
  | 'connectionsPerAddress';

const WHAT: Readonly<Record<LimitName, string>> = {
  tokens: 'words and signs in the document',
  depth: 'levels of fields',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at the top of the operation',
  cost: 'points of cost',
  listItems: 'items in one list of the arguments',
  operationsPerConnection: 'operations at once on one connection',
  connectionsPerCaller: 'lasting connections of one caller',
  connectionsPerAddress: 'lasting connections from one address',
};

const CODE: ErrorCode = 'LIMIT_EXCEEDED';

/**
 * What a client gets who asks for more than `maximum`. `found` is what was asked for; null where it was not counted to
 * its end.
 */
export function limitError(name: LimitName, maximum: number, found: number | null): GraphQLError {
  const asked = found === null ? 'more were sent' : `this has ${found}`;
  return new GraphQLError(
    `At most ${maximum} ${WHAT[name]} are allowed here; ${asked}. Ask for less at once.`,
    {
      // `http` is for yoga, which answers with that status and leaves it out.
      extensions: { code: CODE, retryable: false, limit: { name, maximum, found }, http: { status: 400 } },
    },
  );
}
