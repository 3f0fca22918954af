import { StorageAdvisor } from '../../src/ml/storage-advisor';
import type { StorageRecommendation } from '../../src/ml/recommendation';
import { snake } from '../../src/convert/code';
import { MlBackend, MlDatasetAccess, type StorageRequirements } from '../../src/ml/requirements';

/** Enums of the properties whose values are members. */
const ENUMS: { readonly [property: string]: string } = { workload: 'MlWorkload', lifetime: 'MlLifetime', protocols: 'MlProtocol', backend: 'MlBackend' };

export interface Code {
  readonly typescript: string;
  readonly python: string;
}

/** The program that creates a recommendation; undefined if MlTrainingVolume would select another one. */
export function codeOf(requirements: StorageRequirements, selected: StorageRecommendation, isFirst: boolean): Code | undefined {
  const requested = isFirst ? requirements : { ...requirements, backend: selected.backend as MlBackend };
  const [chosen] = StorageAdvisor.recommend(requested);
  if (chosen.deploymentType !== selected.deploymentType || chosen.storageType !== selected.storageType || chosen.capacityGiB !== selected.capacityGiB) {
    return undefined;
  }
  const { sizeGiB, dataset, ...needs } = requested;
  const properties = Object.entries(needs).filter(([, value]) => value !== undefined);
  const enums = [...new Set(properties.flatMap(([name]) => ENUMS[name] ?? []))];
  return {
    typescript: [
      'import { Size } from \'aws-cdk-lib\';',
      `import { MlTrainingVolume, ${enums.join(', ')} } from 'cdk-eks-fsx';`,
      '',
      'const volume = new MlTrainingVolume(this, \'Data\', {',
      '  cluster,',
      `  size: Size.gibibytes(${sizeGiB}),`,
      ...properties.map(([name, value]) => `  ${name}: ${literal(name, value, JSON.stringify)},`),
      ...dataset === undefined ? [] : [`  dataset: { bucket${dataset === MlDatasetAccess.WRITE_BACK ? ', writeBack: true' : ''} },`],
      '});',
    ].join('\n'),
    python: [
      'from aws_cdk import Size',
      `from cdk_eks_fsx import ${[...dataset === undefined ? [] : ['MlDataset'], 'MlTrainingVolume', ...enums].join(', ')}`,
      '',
      'volume = MlTrainingVolume(self, "Data",',
      '    cluster=cluster,',
      `    size=Size.gibibytes(${sizeGiB}),`,
      ...properties.map(([name, value]) => `    ${snake(name)}=${literal(name, value, text => text === true ? 'True' : text === false ? 'False' : JSON.stringify(text))},`),
      ...dataset === undefined ? [] : [`    dataset=MlDataset(bucket=bucket${dataset === MlDatasetAccess.WRITE_BACK ? ', write_back=True' : ''}),`],
      ')',
    ].join('\n'),
  };
}

function literal(name: string, value: unknown, text: (value: unknown) => string): string {
  const member = (item: unknown) => ENUMS[name] === undefined ? text(item) : `${ENUMS[name]}.${item}`;
  return Array.isArray(value) ? `[${value.map(member).join(', ')}]` : member(value);
}
