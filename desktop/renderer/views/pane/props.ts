import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';

export type PaneProps = Props & { state: State };
