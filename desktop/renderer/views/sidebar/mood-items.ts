import type { State } from '../../state/state.ts';
import type { MenuItem } from '../parts/menu.tsx';
import type { Props } from '../props.ts';

const textOf = ({ emoji, text }: NonNullable<State['me']['status']>) =>
  [emoji, text].filter(Boolean).join(' ');

/** In the menu on one's own name: what one says of oneself to others. */
export function moodItems(
  leaveSidebar: (then: () => void) => () => void,
  { store, preferences: { t }, state }: Props & { state: State },
): MenuItem[] {
  const isQuiet = state.me.doNotDisturbUntil !== null;
  const endQuiet = () =>
    void store.attempt('settings', () => store.changeOwn({ doNotDisturbUntil: null }));
  const { status } = state.me;
  const { isAway } = state.choices;
  return [
    {
      label: status === null ? t('mood.set-status') : textOf(status),
      icon: 'smile',
      onChoose: leaveSidebar(() => store.openDialog({ name: 'status' })),
    },
    {
      label: t(isQuiet ? 'mood.end-quiet' : 'mood.set-quiet'),
      icon: 'moon',
      onChoose: isQuiet
        ? endQuiet
        : leaveSidebar(() => store.openDialog({ name: 'do-not-disturb' })),
    },
    {
      label: t(isAway ? 'mood.set-active' : 'mood.set-away'),
      icon: 'clock',
      onChoose: () => store.choose({ isAway: !isAway }),
    },
  ];
}
