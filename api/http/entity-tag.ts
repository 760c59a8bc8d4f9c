/**
 * Whether the client has what the tag names (RFC 9110, section 13.1.2).
 *
 * @param etag as the answer has it, strong or weak
 * @param known its header `If-None-Match`
 */
export function isKnown(etag: string, known: string | undefined): boolean {
  if (known === undefined) return false;
  const tags = known.split(',').map((tag) => bare(tag.trim()));
  return tags.includes(bare(etag)) || tags.includes('*');
}

const bare = (tag: string) => tag.replace(/^W\//, '');
