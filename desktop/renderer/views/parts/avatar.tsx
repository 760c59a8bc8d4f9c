/** A person's initials on a colour of their own; only for the eye, since the name stands beside it. */
export function Avatar({
  id,
  name,
  class: extra = '',
}: {
  id: string;
  name: string;
  class?: string;
}) {
  return (
    <span class={`avatar ${extra}`} aria-hidden="true" style={{ '--hue': hueOf(id) }}>
      {initialsOf(name)}
    </span>
  );
}

function initialsOf(name: string): string {
  // A user name in brackets may follow the name.
  const words = name
    .replace(/ \([^()]*\)$/, '')
    .split(/[\s-]+/)
    .filter(Boolean);
  const chosen = words.length > 2 ? [words[0] ?? '', words.at(-1) ?? ''] : words;
  return chosen.map((word) => [...word][0]?.toUpperCase() ?? '').join('');
}

/** In degrees. Ids of one moment differ in few characters, so each must change the whole hash. */
function hueOf(id: string): number {
  let hash = 2_166_136_261;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  return (hash >>> 0) % 360;
}
