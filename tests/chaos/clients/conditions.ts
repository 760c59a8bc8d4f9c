/** What the faults ask of the clients for a while. */
export interface Conditions {
  /** Each post is sent to both nodes at once. */
  duplicate: boolean;
  /** Posts are held back and let go in another order, and sent once more later. */
  reorder: boolean;
  /** Posts follow on one another without a pause. */
  isRush: boolean;
  isOver: boolean;
  /** Nothing more will be answered. */
  isAbandoned: boolean;
}

export const newConditions = (): Conditions => ({
  duplicate: false,
  reorder: false,
  isRush: false,
  isOver: false,
  isAbandoned: false,
});
