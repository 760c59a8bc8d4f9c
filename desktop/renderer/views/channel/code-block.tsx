import { useEffect, useState } from 'preact/hooks';
import type { Runs } from '../../highlight/runs.ts';
import { copyText } from '../parts/copy-text.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import type { Props } from '../props.ts';

/**
 * A block of code with the name of its language, its colours, and buttons that copy it and keep its
 * long lines in one piece. It wraps unless told otherwise, so that a zoomed page hides nothing.
 */
export function CodeBlock({
  store,
  preferences: { t },
  text,
  language,
}: Props & { text: string; language: string }) {
  const runs = useRuns(store, text, language);
  const [isWrapped, setWrapped] = useState(true);
  const [isCopied, setCopied] = useState(false);
  return (
    <div class="code">
      <div class={language === '' ? 'code-head' : 'code-head labelled'}>
        {language !== '' && <span class="language">{language}</span>}
        <span class="code-tools">
          <Tool
            icon="wrap"
            label={t(isWrapped ? 'chat.unwrap' : 'chat.wrap')}
            onClick={() => setWrapped(!isWrapped)}
          />
          <Tool
            icon={isCopied ? 'check' : 'copy'}
            label={t(isCopied ? 'chat.copied' : 'chat.copy-code')}
            onClick={() => void copyText(text).then(setCopied)}
          />
        </span>
      </div>
      {/* Without wrapping it scrolls sideways, and the keyboard must reach what scrolls. */}
      <pre class={isWrapped ? undefined : 'unwrapped'} tabIndex={isWrapped ? undefined : 0}>
        <code>
          <Coloured runs={runs} text={text} />
        </code>
      </pre>
    </div>
  );
}

/** Code in its colours, as far as these are known. */
export function Coloured({ runs, text }: { runs: Runs | undefined; text: string }) {
  return (
    <>
      {runs?.map(([tone, run], key) =>
        tone === 'plain' ? (
          run
        ) : (
          <span key={key} class={`tone-${tone}`}>
            {run}
          </span>
        ),
      ) ?? text}
    </>
  );
}

/** Its tab stop is the row's (see `onRovingFocus`). */
function Tool({ icon, label, onClick }: { icon: IconName; label: string; onClick(): void }) {
  return (
    <button
      type="button"
      class="icon"
      aria-label={label}
      title={label}
      tabIndex={-1}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Undefined until the colours are known, and where there are none. */
export function useRuns(
  { highlight }: Props['store'],
  text: string,
  language: string,
): Runs | undefined {
  const [found, setFound] = useState<{ text: string; runs: Runs | undefined }>();
  useEffect(() => {
    let isCurrent = true;
    setFound(undefined);
    if (language !== '') {
      void highlight(text, language).then((runs) => isCurrent && setFound({ text, runs }));
    }
    return () => {
      isCurrent = false;
    };
  }, [text, language]);
  // Of another text they would show that one.
  return found?.text === text ? found.runs : undefined;
}
