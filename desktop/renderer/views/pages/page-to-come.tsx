import type { State } from '../../state/state.ts';
import { useEscape } from '../channel/use-escape.ts';
import { LaterNotice } from '../later.tsx';
import { focusOnMount } from '../parts/focus.ts';
import type { Props } from '../props.ts';
import { LeavePage } from './leave-page.tsx';

/** A page that is not there yet, or cannot be loaded. Escape leads back, as from a page that is. */
export function PageToCome({
  title,
  isMissed,
  load,
  ...props
}: Props & { state: State; title: string; isMissed: boolean; load(): Promise<void> }) {
  useEscape(props.store, props.store.leavePage);
  return (
    <main class="page to-come">
      <div class="page-list">
        <LeavePage {...props} />
        <h1 ref={focusOnMount} class="page-title" tabIndex={-1}>
          {title}
        </h1>
      </div>
      <section class="page-section">
        <div class="page-body">
          <LaterNotice {...props} isMissed={isMissed} onAgain={() => void load()} />
        </div>
      </section>
    </main>
  );
}
