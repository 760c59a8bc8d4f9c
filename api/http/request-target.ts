/** No dot and no percent sign, so there is nothing to look at closely. */
const HARMLESS = /^\/[\w/-]*(?:\?|$)/;
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;
/** Those that no client has to encode (RFC 3986, section 2.3): letters, digits, `-`, `.`, `_`, `~`. */
const ENCODED_FOR_NOTHING = /%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_OF_A_PATH = /[\\#\x00-\x20\x7f]/;

/**
 * The path and query of a request's target, as it came on the wire. Each path has one spelling: what
 * a URL parser would turn into another path is refused, since a proxy's rule for that other path has
 * not seen it. An absolute target has to name the server as Host does (RFC 9112, section 3.2.2).
 *
 * @returns undefined where the target is refused
 */
export function plainTarget(target: string, host: string | undefined): string | undefined {
  if (HARMLESS.test(target)) return target;
  const [, authority, rest = target] = ABSOLUTE.exec(target) ?? [];
  if (authority !== undefined && authority.toLowerCase() !== host?.toLowerCase()) return undefined;
  const own = authority !== undefined && !rest.startsWith('/') ? `/${rest}` : rest;
  const [path = ''] = own.split('?', 1);
  const isPlain =
    path.startsWith('/') &&
    ![DOT_SEGMENT, ENCODED_FOR_NOTHING, NOT_OF_A_PATH].some((pattern) => pattern.test(path));
  return isPlain ? own : undefined;
}
