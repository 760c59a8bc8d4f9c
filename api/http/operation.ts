import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import type { ProblemCode } from './problem-codes.ts';

/**
 * What an operation of the API says of itself. The server's routes are made from it, so is the
 * description of the API, and the page asks by it.
 */
export interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the API's own, with `{names}`. */
  path: string;
  summary: string;
  description?: string;
  request?: {
    params?: z.ZodObject;
    query?: z.ZodObject;
    headers?: z.ZodObject;
    body?: Body;
  };
  responses: Record<number, Described>;
  /** What it refuses beyond what follows from its request. */
  refuses?: readonly ProblemCode[];
  /** Anyone may ask for it; it needs no credential. */
  isOpen?: true;
  /** Of a body; 64 KiB unless told otherwise. */
  mostBytes?: number;
  /** The body is any bytes, for the operation itself to read as they come. */
  isStreamed?: true;
}

interface Described {
  description: string;
  content?: Record<string, { schema: z.ZodType }>;
}
interface Body {
  required?: boolean;
  content: Record<string, { schema: z.ZodType }>;
}

/** Operations of one part of the API, by their names. */
export function operations<const Table extends Record<string, Operation>>(
  tag: string,
  table: Table,
): { readonly [Name in keyof Table]: Table[Name] & Named } {
  const named = Object.entries(table).map(([operationId, operation]) => [
    operationId,
    { ...operation, operationId, tags: [tag] },
  ]);
  return Object.fromEntries(named);
}

/** No interface: what the library wants has index signatures, which only a type alias has. */
export type Named = { operationId: string; tags: string[] };

/** What the operation refuses, told or following from its request. */
export function refusalsOf({ request = {}, refuses = [], isOpen }: Operation): Set<ProblemCode> {
  const { body: sent, params, query, headers } = request;
  // Of what is no HTTP, the server knows no better than to say so.
  const all: ProblemCode[] = ['malformed-request', ...refuses];
  if (isOpen !== true) all.push('not-authenticated', 'forbidden', 'service-unavailable');
  if (sent !== undefined) all.push('body-too-large', 'service-unavailable');
  if (sent?.content['application/json'] !== undefined) {
    all.push('malformed-json', 'unsupported-media-type', 'invalid-request');
  }
  if (query !== undefined || headers !== undefined) all.push('invalid-request');
  if (params !== undefined) all.push('not-found');
  return new Set(all);
}

export const idParam = z.object({ id: idSchema });
export const memberParams = z.object({ id: idSchema, userId: idSchema });

export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

export const noContent = (description: string) => ({ description });
