import { describe, expect, test } from 'vitest';
import { serverForSuite } from '../support/suite.ts';
import { type Document, operationsOf } from './operations.ts';

const { server } = await serverForSuite();
const document: Document = (await server.get('/openapi.json')).body;

/** Every call of the contract; names of parameters are the document's own to choose. */
const CALLS = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'GET /api/v1/users',
  'POST /api/v1/users',
  'PATCH /api/v1/users/{}',
  'PUT /api/v1/users/me/password',
  'POST /api/v1/sessions',
  'GET /api/v1/sessions',
  'DELETE /api/v1/sessions/{}',
  'GET /api/v1/session',
  'DELETE /api/v1/session',
  'POST /api/v1/session/heartbeat',
  'GET /api/v1/presence',
  'GET /api/v1/channels',
  'POST /api/v1/channels',
  'GET /api/v1/channels/{}',
  'PATCH /api/v1/channels/{}',
  'DELETE /api/v1/channels/{}',
  'GET /api/v1/channels/{}/members',
  'PUT /api/v1/channels/{}/members/{}',
  'DELETE /api/v1/channels/{}/members/{}',
  'PUT /api/v1/direct/{}',
  'GET /api/v1/channels/{}/messages',
  'POST /api/v1/channels/{}/messages',
  'PATCH /api/v1/messages/{}',
  'DELETE /api/v1/messages/{}',
  'PUT /api/v1/channels/{}/read',
  'POST /api/v1/channels/{}/unread',
  'POST /api/v1/tokens',
  'GET /api/v1/tokens',
  'DELETE /api/v1/tokens/{}',
  'GET /api/v1/events',
  'GET /api/v1/diagnostics',
];

describe('GET /api/v1/openapi.json', () => {
  test('is an OpenAPI 3.1 document that anyone may read', async () => {
    const { status, headers, body } = await server.get('/openapi.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(body.openapi).toMatch(/^3\.1\.\d+$/);
    expect(body.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  });

  test.each(CALLS)('lists %s', (call) => {
    const listed = operationsOf(document).map(
      ({ method, path }) => `${method} ${path.replace(/\{[^}]+\}/g, '{}')}`,
    );
    expect(listed).toContain(call);
  });

  test('declares every parameter of every path, and those only', () => {
    for (const { method, path, operation } of operationsOf(document)) {
      const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect([`${method} ${path}`, declared.map(({ name }) => name)]).toEqual([
        `${method} ${path}`,
        inPath,
      ]);
      for (const parameter of declared) expect(parameter.required).toBe(true);
    }
  });

  test('names every operation, and each by a name of its own', () => {
    const names = operationsOf(document).map(({ operation }) => operation.operationId);
    expect(names).toEqual(names.map(() => expect.stringMatching(/^[a-z][A-Za-z]+$/)));
    expect(new Set(names).size).toBe(names.length);
  });

  test('says for every operation what it answers, and refers only to what is there', () => {
    const schemes = Object.keys(document.components.securitySchemes ?? {});
    for (const { method, path, operation } of operationsOf(document)) {
      const responses = Object.entries(operation.responses);
      expect(
        responses.some(([status]) => /^2\d\d$/.test(status)),
        `${method} ${path}`,
      ).toBe(true);
      for (const [status, { description, content }] of responses) {
        expect(status).toMatch(/^([1-5]\d\d|default)$/);
        expect(description).toBeTruthy();
        if (Number(status) >= 400)
          expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
      }
      for (const scheme of (operation.security ?? []).flatMap(Object.keys)) {
        expect(schemes).toContain(scheme);
      }
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, reference = ''] of references) {
      const parts = reference.split('/');
      expect(parts.slice(0, 3)).toEqual(['#', 'components', 'schemas']);
      expect(document.components.schemas).toHaveProperty(parts[3] ?? '');
    }
  });

  test('names every operation that needs a credential, and those answer 401 without one', async () => {
    for (const { method, path, operation } of operationsOf(document)) {
      const url = server.url + path.replace(/\{[^}]+\}/g, '00000000-0000-7000-8000-000000000000');
      const response = await fetch(url, { method });
      await response.body?.cancel();
      const needsOne = (operation.security ?? expect.fail(`${method} ${path}`)).length > 0;
      expect([method, path, response.status === 401]).toEqual([method, path, needsOne]);
    }
  });
});

describe('GET /docs', () => {
  test('is a page that reads the document, and neither it nor what it loads refers to a foreign host', async () => {
    const page = await server.get('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const links = [...page.body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    const own: string[] = [page.body];
    for (const link of links) {
      expect(link).toMatch(/^\/(?!\/)/);
      const response = await fetch(server.url + link);
      expect(response.status).toBe(200);
      const text = await response.text();
      if (link.endsWith('.css')) expect(text).not.toMatch(/@import|url\(["']?(https?:)?\/\//);
      else if (text.length < 10_000) own.push(text);
    }
    expect(own.join('\n')).not.toMatch(/https?:|["'(]\/\//);
    expect(own.join('\n')).toContain('/api/v1/openapi.json');
  });

  test('lets the browser ask this server only', async () => {
    const { headers } = await server.get('/docs');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
  });
});
