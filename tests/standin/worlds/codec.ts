/** A value as JSON can carry it: arrays are tagged, all else stands for itself. */
export type Encoded = null | boolean | number | string | Encoded[];

/** Takes what is no mere value, such as a function; undefined where it cannot either. */
export type EncodeForeign = (value: object) => Encoded | undefined;
export type DecodeForeign = (tag: string, id: number) => unknown;

export interface Codec {
  /** @throws Error where the structured clone algorithm would refuse as well */
  encode(value: unknown, foreign?: EncodeForeign): Encoded;
  decode(encoded: Encoded, foreign?: DecodeForeign): unknown;
}

/**
 * Carries what the structured clone algorithm does between processes and worlds. Runs in Node and,
 * from its source text, in the page: it must not refer to anything outside itself.
 */
export function createCodec(): Codec {
  function encode(value: unknown, foreign?: EncodeForeign): Encoded {
    if (value === null) return null;
    switch (typeof value) {
      case 'undefined':
        return ['undefined'];
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : ['number', Object.is(value, -0) ? '-0' : String(value)];
      case 'bigint':
        return ['bigint', String(value)];
      case 'symbol':
        throw new Error('An object could not be cloned.');
      default:
        return encodeObject(value, foreign);
    }
  }

  function encodeObject(value: object, foreign?: EncodeForeign): Encoded {
    const own = foreign?.(value);
    if (own !== undefined) return own;
    if (typeof value === 'function' || value instanceof Promise || value instanceof WeakMap) {
      throw new Error('An object could not be cloned.');
    }
    const each = (item: unknown) => encode(item, foreign);
    if (Array.isArray(value)) return ['array', ...value.map(each)];
    if (value instanceof Date) return ['date', value.getTime()];
    if (value instanceof RegExp) return ['regexp', value.source, value.flags];
    if (value instanceof Error) return ['error', value.name, value.message, value.stack ?? ''];
    if (value instanceof Map) return ['map', ...[...value].map((pair) => each(pair))];
    if (value instanceof Set) return ['set', ...[...value].map(each)];
    if (value instanceof ArrayBuffer) return ['buffer', toBase64(new Uint8Array(value))];
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return ['bytes', toBase64(bytes)];
    }
    return [
      'object',
      ...Object.entries(value).map(([key, item]): Encoded => [key, encode(item, foreign)]),
    ];
  }

  function decode(encoded: Encoded, foreign?: DecodeForeign): unknown {
    if (!Array.isArray(encoded)) return encoded;
    const [tag, ...rest] = encoded;
    const each = (item: Encoded) => decode(item, foreign);
    switch (tag) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(rest[0]);
      case 'bigint':
        return BigInt(String(rest[0]));
      case 'array':
        return rest.map(each);
      case 'date':
        return new Date(Number(rest[0]));
      case 'regexp':
        return new RegExp(String(rest[0]), String(rest[1]));
      case 'error':
        return Object.assign(new Error(String(rest[1])), {
          name: String(rest[0]),
          stack: String(rest[2]),
        });
      case 'map':
        return new Map(rest.map((pair) => pairOf(each(pair))));
      case 'set':
        return new Set(rest.map(each));
      case 'buffer':
        return fromBase64(String(rest[0])).buffer;
      case 'bytes':
        return fromBase64(String(rest[0]));
      case 'object':
        return Object.fromEntries(
          rest.map((pair) =>
            Array.isArray(pair) ? [String(pair[0]), each(pair[1] ?? null)] : ['', undefined],
          ),
        );
      default:
        return foreign?.(String(tag), Number(rest[0]));
    }
  }

  function pairOf(pair: unknown): [unknown, unknown] {
    return Array.isArray(pair) ? [pair[0], pair[1]] : [undefined, undefined];
  }

  function toBase64(bytes: Uint8Array): string {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }

  function fromBase64(text: string): Uint8Array {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  }

  return { encode, decode };
}
