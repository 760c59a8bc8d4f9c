import { cutName } from '../../state/files.ts';

/** A file's name, which a narrow place cuts in the middle. It turns the direction of nothing around it. */
export function FileName({ name }: { name: string }) {
  const { start, end } = cutName(name);
  return (
    <span class="file-name" title={name}>
      <bdi class="title">{start}</bdi>
      {end !== '' && <bdi dir="ltr">{end}</bdi>}
    </span>
  );
}
