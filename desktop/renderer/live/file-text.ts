import { urlOfFile } from '../state/files.ts';
import { Refused, refusalOf } from './api.ts';

/**
 * The beginning of a text file, of so many bytes at most. What does not understand ranges sends all of
 * it: the rest is not read.
 *
 * @throws Refused
 */
export async function readText(id: string, most: number, signal: AbortSignal): Promise<string> {
  try {
    const range = `bytes=0-${most - 1}`;
    const response = await fetch(urlOfFile(id), { headers: { range }, signal });
    if (!response.ok) throw await refusalOf(response);
    return await firstOf(response, most);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(0, {});
  }
}

async function firstOf({ body }: Response, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let left = most;
  const reader = body?.getReader();
  while (reader !== undefined && left > 0) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    // As a stream: the last character may be cut, and is left out then.
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
  }
  await reader?.cancel();
  return text;
}
