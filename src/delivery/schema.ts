import type { YamlDeliveryOptions } from './manifest-delivery';
import { KINDS } from '../validation/kinds';
import { Fields, Schema } from '../validation/schema';

export const YAML_FIELDS = { outputsFile: { type: 'string', literal: true } } as const satisfies Schema<YamlDeliveryOptions>;

/** What `ManifestDelivery.yaml()` takes. */
export const YAML_INPUT: Fields = {
  folder: { type: 'string', literal: true, required: true },
  options: { type: 'struct', fields: YAML_FIELDS },
};

/** What `ManifestDelivery.chart()` takes. */
export const CHART_INPUT: Fields = { chart: { type: 'object', kind: KINDS.chart, required: true } };
