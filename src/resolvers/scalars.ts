import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLJSONObject, GraphQLSafeInt } from 'graphql-scalars';

/** Absolute http or https URL, kept as the text it is. */
const GraphQLWebUrl = new GraphQLScalarType<string, string>({
  name: 'URL',
  serialize: String,
  parseValue: parseUrl,
  parseLiteral: (node) => parseUrl(node.kind === Kind.STRING ? node.value : null),
});

export const scalarResolvers = {
  DateTime: GraphQLDateTime,
  JSONObject: GraphQLJSONObject,
  SafeInt: GraphQLSafeInt,
  URL: GraphQLWebUrl,
};

function parseUrl(value: unknown): string {
  if (typeof value === 'string' && URL.canParse(value) && /^https?:/iu.test(value)) return value;
  throw new GraphQLError('A URL here is an absolute http or https URL, given as text.');
}
