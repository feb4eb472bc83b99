import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Refuses a GET whose `variables` or `extensions` are no JSON, with 400; else that would pass for a fault of the gateway. */
export function useParameterRefusal(): Plugin {
  return {
    onRequestParse: ({ requestParser, setRequestParser }) => {
      if (requestParser === undefined) return;
      setRequestParser(async (request) => {
        try {
          return await requestParser(request);
        } catch (error) {
          throw error instanceof SyntaxError ? notJson() : error;
        }
      });
    },
  };
}

function notJson(): GraphQLError {
  return new GraphQLError('The parameters "variables" and "extensions" have to be JSON.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });
}
