import { operations } from '../http/operation.ts';
import { searchPageSchema, searchQuerySchema, searchResultSchema } from './contract.ts';

/** Of an answer with one JSON document a line. */
export const NDJSON = 'application/x-ndjson';

export const searchOperations = operations('Search', {
  search: {
    method: 'get',
    path: '/search',
    summary: 'Messages that the caller may read, by their words and by filters; newest first',
    description: `Words are found whatever their case, accents and French or English form; what has signs within, such as \`foo_bar.ts\` or \`192.168.1.62\`, as it stands; Chinese and Japanese by their signs. A page may be short or empty and still have a \`next\`, where older messages have not been looked at yet. With \`Accept: ${NDJSON}\` the answer is all results, each as a line of JSON, newest first, and \`limit\` and \`before\` are not used.`,
    request: { query: searchQuerySchema },
    responses: {
      200: {
        description: 'A page of results',
        content: {
          'application/json': { schema: searchPageSchema },
          [NDJSON]: { schema: searchResultSchema },
        },
      },
    },
    refuses: ['too-many-requests'],
  },
});
