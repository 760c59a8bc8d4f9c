import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BlockList } from 'node:net';
import path from 'node:path';
import { Hono } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { requireFrom } from '../http/request.ts';

const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Workspace API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  validatorUrl: null,
});
`;

// Swagger UI writes style attributes and inlines its icons; scripts are this server's own.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The API's page: Swagger UI from the package on disk, so that no foreign host is asked. */
export function docsRoutes(opsAccess: BlockList): Hono<AppEnv> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist'));
  const routes = new Hono<AppEnv>();
  // Of `/docs` itself, too.
  routes.use('/docs/*', (c, next) => {
    requireFrom(c, opsAccess);
    return next();
  });
  routes.get('/docs', (c) => c.html(PAGE, 200, { 'content-security-policy': POLICY }));
  routes.get('/docs/start.js', (c) =>
    c.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  for (const [name, type] of Object.entries(ASSETS)) {
    routes.get(`/docs/${name}`, async (c) =>
      c.body(await readFile(path.join(folder, name)), 200, {
        'content-type': type,
        'cache-control': 'max-age=3600',
      }),
    );
  }
  return routes;
}
