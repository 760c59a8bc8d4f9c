import { z } from 'zod';
import { json, operations } from '../http/operation.ts';
import { diagnosticsSchema } from './contract.ts';

export const diagnosticsOperations = operations('Operations', {
  getDiagnostics: {
    method: 'get',
    path: '/diagnostics',
    summary: 'How this server is placed, and how it sees the caller (administrators)',
    responses: {
      200: json(diagnosticsSchema, 'As it is at this moment; no secrets'),
    },
  },
});

export const opsOperations = operations('Operations', {
  getHealth: {
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process lives',
    responses: { 200: json(z.object({ status: z.literal('ok') }), 'The process lives') },
    isOpen: true,
  },
  getReadiness: {
    method: 'get',
    path: '/readyz',
    summary:
      'Whether the database answers, takes writes and has its migrations; only for OPS_ACCESS',
    responses: { 200: json(z.object({ status: z.literal('ready') }), 'The server is ready') },
    refuses: ['not-found', 'service-unavailable'],
    isOpen: true,
  },
  getMetrics: {
    method: 'get',
    path: '/metrics',
    summary: 'For Prometheus; only for OPS_ACCESS',
    responses: {
      200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
    },
    refuses: ['not-found'],
    isOpen: true,
  },
});
