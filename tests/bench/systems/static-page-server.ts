import { createServer } from 'node:http';
import { z } from 'zod';

/**
 * A page with nothing in it that could take time: as many rows as Workspace's page has at the most,
 * and a field. `PORT`, and `ROWS`.
 */
const { PORT, ROWS } = z
  .object({ PORT: z.coerce.number(), ROWS: z.coerce.number() })
  .parse(process.env);

const rows = Array.from({ length: ROWS }, (_, index) => {
  const text = 'What somebody has written, with <strong>words</strong> and more. '.repeat(
    1 + (index % 5),
  );
  return `<article class="row" data-seq="${index + 1}"><strong>user${index % 10}</strong><p>${text}</p></article>`;
});

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Rows</title>
<style>body { display: flex; flex-direction: column; height: 100vh; margin: 0; font-family: sans-serif }
.timeline { flex: 1; overflow-y: auto }</style>
<div class="timeline">${rows.join('')}</div>
<form class="composer"><textarea rows="1" autofocus></textarea></form>
<script>const list = document.querySelector('.timeline'); list.scrollTop = list.scrollHeight;</script>`;

createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(html);
}).listen(PORT, '127.0.0.1');
