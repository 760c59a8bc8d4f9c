/** What stands beside the conversation. */
export type Pane =
  | { name: 'people' }
  /** The open channel's: its members, or what it is about. With `add`, one looks for whom to add. */
  | { name: 'channel'; tab: 'members' | 'about'; isAdding?: boolean };
