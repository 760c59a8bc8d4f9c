import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { createKeeper } from './live/keeper.ts';
import { createPreferences } from './preferences.ts';
import { shownState } from './state/shown-state.ts';
import { createStore } from './store.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the application');

const keeper = createKeeper(localStorage);
const preferences = createPreferences(keeper);
const store = createStore(keeper);

window.addEventListener('online', store.wake);
window.addEventListener('offline', store.wake);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') store.wakeIfLost();
});
// Thawed, brought back by "back", or looked at again: whatever of these the browser says.
document.addEventListener('resume', store.wakeIfLost);
window.addEventListener('pageshow', store.wakeIfLost);
window.addEventListener('focus', store.wakeIfLost);
window.addEventListener('storage', store.heedOtherWindows);
window.workspace?.onWake(store.wake);
window.workspace?.onIdle(store.setAway);

// In the title, for the task bar; in Electron in the tray and on the badge, too.
const shown = computed(() => JSON.stringify(shownState(store.state.value)));
effect(() => {
  const state: ReturnType<typeof shownState> = JSON.parse(shown.value);
  document.title = state.messages === 0 ? 'Workspace' : `(${state.messages}) Workspace`;
  window.workspace?.showState(state);
});
effect(() => {
  const [language, theme] = [preferences.spoken.value, preferences.theme.value];
  window.workspace?.showAppearance({ language, theme });
});

render(<App store={store} preferences={preferences} />, root);
await store.start();
