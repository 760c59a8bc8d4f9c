import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';
import type { ProblemCode } from './problem-codes.ts';

/**
 * An operation of the API. The server's routes, the description of the API and the page's requests
 * are made from it.
 */
export interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** The path below that of the router, with `{name}` for parameters. */
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
  /** Problems besides those that follow from the request (see `refusalsOf`). */
  refuses?: readonly ProblemCode[];
  /** Anyone may ask for it; it needs no credential. */
  isOpen?: true;
  /** The largest body, in bytes; 64 KiB unless given. Infinity where the operation counts itself. */
  mostBytes?: number;
  /** The body is not parsed: the operation reads its bytes as a stream. */
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

/** Not an interface: the library's types have index signatures, which only type aliases fit. */
export type Named = { operationId: string; tags: string[] };

/** All problems of the operation: those in `refuses`, and those that follow from its request. */
export function refusalsOf(operation: Operation): Set<ProblemCode> {
  const { method, request = {}, refuses = [], isOpen, mostBytes } = operation;
  const { body: sent, params, query, headers } = request;
  // A request that is not valid HTTP can be refused for any operation.
  const all: ProblemCode[] = ['malformed-request', ...refuses];
  if (isOpen !== true) {
    all.push('not-authenticated', 'forbidden', 'service-unavailable');
    if (method !== 'get') all.push('too-many-requests');
  }
  if (sent !== undefined) all.push('service-unavailable');
  if (sent !== undefined && mostBytes !== Number.POSITIVE_INFINITY) all.push('body-too-large');
  if (sent?.content['application/json'] !== undefined) {
    all.push('malformed-body', 'malformed-json', 'unsupported-media-type', 'invalid-request');
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
