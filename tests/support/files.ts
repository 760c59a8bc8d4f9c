import type { Answer, Api, Person } from './api.ts';

/** A picture of one pixel. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Uploads bytes under a name, and answers as the API does. */
export async function upload(
  api: Api,
  token: string,
  bytes: Uint8Array<ArrayBuffer> | ReadableStream | FormData | string,
  name?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
  const isStream = bytes instanceof ReadableStream;
  const response = await fetch(`${api.url}/api/v1/files${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: bytes,
    ...(isStream && { duplex: 'half' }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** The same; fails loudly where that is refused. @returns the file */
export async function uploaded(
  api: Api,
  by: Pick<Person, 'token'>,
  bytes: Uint8Array<ArrayBuffer> | string,
  name = 'plan.txt',
): Promise<Answer['body']> {
  const { status, body } = await upload(api, by.token, bytes, name);
  if (status !== 201) throw new Error(`uploading ${name}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** A file as it comes down. */
export async function download(
  api: Api,
  token: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
) {
  const response = await fetch(`${api.url}/api/v1/files/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}
