import { render } from 'preact';
import { App } from './app.tsx';
import { createKeeper } from './live/keeper.ts';
import { createPreferences } from './preferences.ts';
import { createStore } from './store.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the application');

const keeper = createKeeper(localStorage);
const preferences = createPreferences(keeper);
const store = createStore(keeper);

// The network is back, or the machine has woken up: no reason to wait any longer.
window.addEventListener('online', store.wake);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') store.wakeIfLost();
});
window.workspace?.onWake(store.wake);
window.workspace?.onIdle(store.setAway);

render(<App store={store} preferences={preferences} />, root);
await store.start();
