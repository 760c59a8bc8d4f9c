import { configure } from './vitest.config.ts';

/** What `npm run test:long` runs. */
export default configure('long');
