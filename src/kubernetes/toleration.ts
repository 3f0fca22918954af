/** How a toleration matches a taint. */
export enum TolerationOperator {
  /** The taint has the key, whatever its value. */
  EXISTS = 'Exists',
  /** The taint has the key and the value. */
  EQUAL = 'Equal',
}

/** What a taint does to pods that do not tolerate it. */
export enum TolerationEffect {
  /** Pods are not scheduled on the node. */
  NO_SCHEDULE = 'NoSchedule',
  /** Pods are scheduled on the node only if there is no other. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** Pods are not scheduled on the node, and running pods are evicted. */
  NO_EXECUTE = 'NoExecute',
}

/**
 * A taint that pods tolerate.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export interface PodToleration {
  /**
   * The key of the taint.
   *
   * @default - every key, which requires TolerationOperator.EXISTS
   */
  readonly key?: string;

  /**
   * How the toleration matches the taint.
   *
   * @default TolerationOperator.EQUAL
   */
  readonly operator?: TolerationOperator;

  /**
   * The value of the taint, with TolerationOperator.EQUAL.
   *
   * @default - the empty string
   */
  readonly value?: string;

  /**
   * The effect of the taint.
   *
   * @default - every effect
   */
  readonly effect?: TolerationEffect;

  /**
   * How many seconds a running pod remains on a node that gets the taint, with TolerationEffect.NO_EXECUTE.
   *
   * @default - without limit
   */
  readonly tolerationSeconds?: number;
}
