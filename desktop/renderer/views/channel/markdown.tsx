import type { ComponentChild } from 'preact';
import { memo } from 'preact/compat';
import { parseMessage } from '../../../../api/messages/markdown/parse.ts';
import type { Piece, Span } from '../../../../api/messages/markdown/piece.ts';
import { visibleText } from '../../../../api/messages/markdown/visible-text.ts';
import { GROUPS } from '../../../../api/messages/mentions.ts';
import type { User } from '../../../../api/users/contract.ts';
import { seenName } from '../../state/names.ts';
import type { Props } from '../props.ts';
import { CodeBlock } from './code-block.tsx';
import { hiddenTarget } from './link-target.ts';

/** Who can be mentioned, by user name, and who is looking. */
type Given = Props & { byName: ReadonlyMap<string, User>; me: User };

/**
 * Draws a message's emphasis, code, lists, tables, quotes and links. Its pieces become elements one
 * by one and no HTML string is ever made, so there is nothing to sanitise.
 */
export const Markdown = memo(function Markdown({
  text,
  isEdited,
  ...given
}: Given & {
  text: string;
  /** The sign of that comes after the text. */
  isEdited: boolean;
}) {
  return (
    <div class={isEdited ? 'markdown is-edited' : 'markdown'}>
      {draw(parseMessage(text), given)}
    </div>
  );
});

function draw(pieces: readonly Piece[], given: Given): ComponentChild[] {
  return pieces.map((piece, key) => {
    switch (piece.kind) {
      case 'text':
        return piece.text;
      case 'mention':
        return <Mention key={key} {...given} {...piece} />;
      case 'code':
        return <code key={key}>{piece.text}</code>;
      case 'fence':
        return <CodeBlock key={key} {...given} {...piece} />;
      case 'rule':
        return <hr key={key} />;
      default:
        return drawSpan(piece, key, given);
    }
  });
}

function drawSpan(span: Span, key: number, given: Given): ComponentChild {
  const children = draw(span.pieces, given);
  switch (span.kind) {
    case 'paragraph':
      return <p key={key}>{children}</p>;
    case 'heading':
      // A bold line instead of a heading, so that messages do not appear in the page's outline.
      return (
        <p key={key}>
          <strong>{children}</strong>
        </p>
      );
    case 'quote':
      return <blockquote key={key}>{children}</blockquote>;
    case 'list':
      return span.isOrdered ? (
        <ol key={key} style={{ paddingLeft: `max(var(--space-6), ${widthOf(span)}ch)` }}>
          {children}
        </ol>
      ) : (
        <ul key={key}>{children}</ul>
      );
    case 'item':
      return (
        <li key={key} data-mark={span.mark}>
          {span.mark.startsWith('[') && <span class="box">{isDone(span.mark) ? '☑' : '☐'} </span>}
          {children}
        </li>
      );
    case 'table':
      return <Table key={key} rows={children} />;
    case 'row':
      return <tr key={key}>{children}</tr>;
    case 'cell':
      return span.isHead ? (
        <th key={key} class={span.align}>
          {children}
        </th>
      ) : (
        <td key={key} class={span.align}>
          {children}
        </td>
      );
    case 'strong':
      return <strong key={key}>{children}</strong>;
    case 'emphasis':
      return <em key={key}>{children}</em>;
    case 'deleted':
      return <del key={key}>{children}</del>;
    case 'link':
      return <Link key={key} href={span.href} target={targetOf(span)} words={children} />;
  }
}

/** Room for the longest of the numbers, in characters. */
const widthOf = ({ pieces }: Span) =>
  Math.max(...pieces.map((item) => (item.kind === 'item' ? item.mark.length + 1 : 0)));

const isDone = (mark: string) => /x/i.test(mark);

function Table({ rows: [head, ...body] }: { rows: ComponentChild[] }) {
  return (
    <div class="table">
      <table>
        <thead>{head}</thead>
        <tbody>{body}</tbody>
      </table>
    </div>
  );
}

/**
 * A mention stands out, one of the reader most of all, and opens the card of who is meant (see
 * `onPeople`). The name of nobody is text.
 */
function Mention({
  preferences: { t },
  byName,
  me,
  text,
  name,
}: Given & { text: string; name: string }) {
  const group = GROUPS.get(name);
  const user = byName.get(name);
  if (group === undefined && user === undefined) return <>{text}</>;
  if (group !== undefined || user === undefined) {
    return (
      <span class="mention own" title={group && t(`chat.group-${group}`)}>
        {text}
      </span>
    );
  }
  return (
    <button
      type="button"
      class={user.id === me.id ? 'mention own' : 'mention'}
      title={seenName(user)}
      data-user={user.id}
      tabIndex={-1}
    >
      {text}
    </button>
  );
}

function targetOf(link: Span & { kind: 'link' }): string | undefined {
  return hiddenTarget(visibleText(link.pieces), link.href);
}

/**
 * A link that opens outside the page, without a referrer or an opener. Where its words name another
 * address, it says where it leads.
 */
function Link({
  href,
  target,
  words,
}: {
  href: string;
  target: string | undefined;
  words: ComponentChild[];
}) {
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
      {words}
      {target !== undefined && <span class="target"> ({target})</span>}
    </a>
  );
}
