import { render } from 'preact';
import { App } from './app.tsx';
import { connectDesk } from './desk.ts';
import { createLater } from './later.ts';
import { createKeeper } from './live/keeper.ts';
import { createPreferences } from './preferences.ts';
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
// The page was thawed, restored by "back", or looked at again; browsers differ in what they send.
document.addEventListener('resume', store.wakeIfLost);
window.addEventListener('pageshow', store.wakeIfLost);
window.addEventListener('focus', store.wakeIfLost);
window.addEventListener('pagehide', store.sendBeforeLeaving);
window.addEventListener('storage', store.heedOtherWindows);
connectDesk(store, preferences, window.workspace);

render(<App store={store} preferences={preferences} later={createLater()} />, root);
await store.start();
