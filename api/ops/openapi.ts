import type { Router } from '../http/router.ts';

/** The OpenAPI 3.1 document of all routes, made from the schemas that validate them. */
export function openApiDocument(api: Router, version: string) {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A session token, or an API token (wsk_…)',
  });
  api.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'workspace_session',
    description: 'For browsers; unsafe methods need a same-origin Origin',
  });
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    servers: [{ url: '/', description: 'This server' }],
    info: {
      title: 'Workspace',
      version,
      description:
        'Team chat: seats, channels, messages, presence and an event stream. Refusals are RFC 9457 problem documents with a stable `code`.',
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
  });
}
