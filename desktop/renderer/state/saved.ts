import type { State } from './state.ts';

export function withSaved(state: State, messageId: string, isSaved: boolean): State {
  const { saved } = state;
  if (saved.byId.get(messageId) === isSaved) return state;
  return { ...state, saved: { ...saved, byId: new Map(saved.byId).set(messageId, isSaved) } };
}

/** Adds those of the list. What events have told since it was asked for is newer. */
export function withListed(state: State, messageIds: readonly string[]): State {
  const listed = messageIds.map((id) => [id, true] as const);
  const byId = new Map([...listed, ...state.saved.byId]);
  return { ...state, saved: { ...state.saved, byId } };
}
