import { expect, test } from 'vitest';
import { z } from 'zod';
import { validated } from '../../api/http/validated.ts';

const schema = z.object({});

test.each([
  ['a body that is not JSON', { body: { content: { 'text/plain': { schema } } } }],
  ['a body without a Zod schema', { body: { content: { 'application/json': { schema: {} } } } }],
  ['cookies', { cookies: schema }],
  ['a list of header schemas', { headers: [schema] }],
])('a route with %s, which would go through unseen, cannot be made', (_, parts) => {
  expect(() => validated(parts)).toThrow('a route');
});

test('a route with JSON, a query and parameters can be made', () => {
  const body = { content: { 'application/json': { schema } } };
  expect(validated({ body, query: schema, params: schema, headers: schema })).toBeTypeOf(
    'function',
  );
});
