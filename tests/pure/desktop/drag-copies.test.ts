import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createDragCopies } from '../../../desktop/main/window/drag-copies.ts';
import { tmpFolder } from '../../support/folders.ts';

const ID = '0197c5e0-0000-7000-8000-00000000000';

let folder: string;
let asked: Request[];
let answer: (request: Request) => Response;

beforeEach(() => {
  folder = path.join(tmpFolder('drag-copies'), 'dragged');
  asked = [];
  answer = () => file('some text');
});

function file(body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    headers: {
      'content-disposition': 'attachment; filename="plan.pdf"',
      'content-length': String(Buffer.byteLength(body)),
      etag: '"1"',
      ...headers,
    },
  });
}

const create = (limits: { most?: number; mostInAll?: number } = {}) =>
  createDragCopies({
    folder,
    async forward(request) {
      asked.push(request);
      return answer(request);
    },
    ...limits,
  });

test('a copy has the file’s name and what is in it, in a folder that is closed to others', async () => {
  const copies = create();
  const copy = await copies.bring(`${ID}1`);
  expect(copy).toBe(path.join(folder, `${ID}1`, 'plan.pdf'));
  expect(copies.find(`${ID}1`)).toBe(copy);
  expect(readFileSync(copy ?? '', 'utf8')).toBe('some text');
  expect(asked[0]?.url).toBe(`app://workspace/api/v1/files/${ID}1`);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test.each([
  [`attachment; filename*=UTF-8''..%2F..%2F.ssh%2Fconfig`, 'config'],
  [`attachment; filename*=UTF-8''r%C3%A9sum%C3%A9%20%3F.pdf`, 'résumé _.pdf'],
  ['attachment; filename=', 'file'],
  ['', 'file'],
])('the name in «%s» leads nowhere else', async (disposition, name) => {
  answer = () => file('x', { 'content-disposition': disposition });
  expect(await create().bring(`${ID}1`)).toBe(path.join(folder, `${ID}1`, name));
});

test('the server is asked each time, and sends what has not changed only once', async () => {
  const copies = create();
  const first = await copies.bring(`${ID}1`);
  answer = () => new Response(null, { status: 304 });
  expect(await copies.bring(`${ID}1`)).toBe(first);
  expect(asked.map(({ headers }) => headers.get('if-none-match'))).toEqual([null, '"1"']);
});

test('what may not be seen any more is gone', async () => {
  const copies = create();
  const copy = await copies.bring(`${ID}1`);
  answer = () => new Response('{}', { status: 404 });
  expect(await copies.bring(`${ID}1`)).toBe(undefined);
  expect(copies.find(`${ID}1`)).toBe(undefined);
  expect(existsSync(copy ?? '')).toBe(false);
});

test('what does not come whole is no copy', async () => {
  const copies = create({ most: 20 });
  for (const [id, body, headers] of [
    [`${ID}1`, 'half', { 'content-length': '9' }],
    [`${ID}2`, 'x'.repeat(21), {}],
    [`${ID}3`, 'too much', { 'content-length': '2' }],
  ] as const) {
    answer = () => file(body, headers);
    expect(await copies.bring(id)).toBe(undefined);
    expect(copies.find(id)).toBe(undefined);
    expect(existsSync(path.join(folder, id))).toBe(false);
  }
});

test('one whose size is not said is cut where it grows too large', async () => {
  const unsaid = (body: string) => {
    const response = file(body);
    response.headers.delete('content-length');
    return response;
  };
  const copies = create({ most: 10 });
  answer = () => unsaid('x'.repeat(11));
  expect(await copies.bring(`${ID}1`)).toBe(undefined);
  answer = () => unsaid('x'.repeat(10));
  expect(await copies.bring(`${ID}1`)).not.toBe(undefined);
});

test('the one that was used least recently makes room for another', async () => {
  const copies = create({ most: 10, mostInAll: 20 });
  for (const last of ['1', '2']) await copies.bring(ID + last);
  answer = () => new Response(null, { status: 304 });
  await copies.bring(`${ID}1`);
  answer = () => file('some text');
  await copies.bring(`${ID}3`);
  expect(readdirSync(folder).sort()).toEqual([`${ID}1`, `${ID}3`]);
});

test('one that is on its way is not fetched a second time', async () => {
  const copies = create();
  const [one, other] = await Promise.all([copies.bring(`${ID}1`), copies.bring(`${ID}1`)]);
  expect(one).toBe(other);
  expect(asked).toHaveLength(1);
});

test('nothing is left of an earlier run, nor after the end', async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'left'), 'of a crash');
  const copies = create();
  expect(existsSync(folder)).toBe(false);
  await copies.bring(`${ID}1`);
  copies.clear();
  expect(existsSync(folder)).toBe(false);
});

test('a server that cannot be reached leaves nothing', async () => {
  answer = () => {
    throw new Error('offline');
  };
  expect(await create().bring(`${ID}1`)).toBe(undefined);
});
