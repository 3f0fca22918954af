import { Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TOKYO, lustre, priceList, product } from './price-lists';
import { corpus, mlVolume } from './volumes';
import { MlTrainingVolumeProps, MlWorkload, StorageAdvisor, StoragePrices } from '../../src';
import { PRICES } from '../../src/ml/prices';
import facts from '../cases/prices.json';
import { errorOf, testApp, testStack } from '../support/fixture';

describe('the prices', () => {
  const found = [
    ...facts.lustre.map(row => ({
      key: `${row.deploymentType} ${row.deploymentType === 'SCRATCH_2' ? '' : row.perUnit} storage`, price: row.storage, ...row,
    })),
    ...facts.ontap.map(row => ({ key: `${row.deploymentType}  ${row.item}`, ...row })),
    ...facts.other.map(row => ({ key: `${row.item === 'metadata-iops' ? 'PERSISTENT_2' : ''}  ${row.item}`, ...row })),
  ];

  test('are those of the sources, each with its confidence', () => {
    const rows = PRICES.rows.map(({ deploymentType = '', perUnit = '', item, usd, confidence, source }) => ({
      key: `${deploymentType} ${perUnit} ${item}`, usd, confidence, source,
    }));
    expect(rows.map(({ key }) => key).sort()).toEqual(found.map(({ key }) => key).sort());
    for (const { key, usd, confidence, source } of rows) {
      const fact = found.find(other => other.key === key)!;
      expect([key, usd, confidence]).toEqual([key, fact.price, fact.confidence]);
      expect(source.split(', ').filter(name => !(name in facts.sources))).toEqual([]);
      expect(fact.sources.filter(name => !source.includes(name) && fact.sources.length === 1)).toEqual([]);
    }
    expect([PRICES.region, PRICES.date]).toEqual([facts.region, facts.found]);
  });
});

describe('a price list of AWS', () => {
  const prices = StoragePrices.fromAwsPriceList(priceList());

  test('is read with its Region and date', () => {
    expect([prices.region, prices.date]).toEqual(['ap-northeast-1', '2026-07-01']);
    expect(
      prices._table.rows.map(row => [row.deploymentType, row.storageType, row.perUnit, row.item, row.usd]),
    ).toEqual([
      ['SCRATCH_2', 'SSD', undefined, 'storage', 0.168],
      ['PERSISTENT_2', 'SSD', 125, 'storage', 0.174],
      ['PERSISTENT_2', 'SSD', 250, 'storage', 0.252],
      ['PERSISTENT_1', 'SSD', 200, 'storage', 0.348],
      ['PERSISTENT_1', 'HDD', 12, 'storage', 0.03],
      ['SINGLE_AZ_1', undefined, undefined, 'storage', 0.15],
      ['SINGLE_AZ_1', undefined, undefined, 'throughput', 0.906],
      ['SINGLE_AZ_1', undefined, undefined, 'iops', 0.0204],
      ['SINGLE_AZ_2', undefined, undefined, 'throughput', 2.013],
      ['SINGLE_AZ_2', undefined, undefined, 'storage', 0.15],
    ]);
  });

  test('replaces all prices: options that it does not contain are last and have none', () => {
    const requirements = { workload: MlWorkload.MODEL_WEIGHTS, sizeGiB: 1000 };
    const options = StorageAdvisor.recommend(requirements, { prices });
    expect(options.map(({ deploymentType, storageType = '', estimatedMonthlyUsd }) => [deploymentType, storageType, estimatedMonthlyUsd])).toEqual([
      ['PERSISTENT_2', 'SSD', Math.round(1200 * 0.174)],
      ['SINGLE_AZ_1', '', Math.round(1250 * 0.15 + 128 * 0.906)],
      ['PERSISTENT_1', 'HDD', 360],
      ['PERSISTENT_1', 'SSD', Math.round(1200 * 0.348)],
      ['SINGLE_AZ_2', '', Math.round(1250 * 0.15 + 384 * 2.013)],
      ['PERSISTENT_2', 'INTELLIGENT_TIERING', undefined],
      ['MULTI_AZ_1', '', undefined],
      ['MULTI_AZ_2', '', undefined],
      ['MULTI_AZ_3', '', undefined],
      ['SINGLE_AZ_3', '', undefined],
    ]);
    const text = StorageAdvisor.explain(requirements, { prices });
    expect(text).toContain('about 209 US dollars per month (ap-northeast-1, 2026-07-01, price list)');
    expect(text).toMatch(/\(MULTI_AZ_1\), 1250 GiB, 128 MB\/s, price unknown/);
  });

  test('with two prices for one product has none', () => {
    const twice = StoragePrices.fromAwsPriceList(priceList([...TOKYO, product('P2T125000002', lustre('125'), 'GB-Mo', '0.2')]));
    expect(twice._table.rows.filter(({ perUnit }) => perUnit === 125)).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['is no JSON', 'sku,price', /is not JSON/],
    ['is of another service', priceList([product('A', { servicecode: 'AmazonEC2' }, 'Hrs', '1')]), /contains no price of FSx/],
    ['has no terms', priceList(TOKYO, { terms: undefined }), /no products and terms\.OnDemand\. Fix: /],
    ['has two Regions', priceList([...TOKYO, product('B', { ...lustre('500'), regionCode: 'us-east-1' }, 'GB-Mo', '0.3')]), /ap-northeast-1, us-east-1\. Fix: /],
  ])('that %s is rejected', (_, content, expected) => {
    expect(errorOf(() => StoragePrices.fromAwsPriceList(content))).toMatch(/^StoragePrices\.fromAwsPriceList\(\): /);
    expect(errorOf(() => StoragePrices.fromAwsPriceList(content))).toMatch(expected);
  });
});

test('the lines of an estimate add up to it, and what depends on the use is separate', () => {
  for (const workload of Object.values(MlWorkload)) {
    for (const { costs, estimatedMonthlyUsd } of StorageAdvisor.recommend({ workload, sizeGiB: 3000, metadataOperationsPerSecond: workload === 'SCRATCH' ? 0 : 9000 })) {
      const isByUse = ({ item }: { readonly item: string }) => /^(backups|traffic|requests)/.test(item);
      const sum = costs.filter(line => !isByUse(line)).reduce((all, { monthlyUsd = 0 }) => all + monthlyUsd, 0);
      expect(Math.abs(sum - (estimatedMonthlyUsd ?? 0))).toBeLessThan(0.6);
      expect(costs.every(({ basis }) => basis.length > 5)).toBe(true);
    }
  }
});

describe('a budget', () => {
  const requirements = { workload: MlWorkload.TRAINING_DATA, sizeGiB: 1000 };

  test('keeps what fits, and rejects with the cheapest option that would', () => {
    expect(StorageAdvisor.recommend({ ...requirements, maxMonthlyCostUsd: 174 }).map(({ deploymentType }) => deploymentType)).toEqual(['PERSISTENT_2']);
    expect(errorOf(() => StorageAdvisor.recommend({ ...requirements, maxMonthlyCostUsd: 173.9 }))).toBe([
      'StorageAdvisor: nothing that meets the other requirements costs at most 173.9 US dollars per month (maxMonthlyCostUsd).',
      '  The cheapest option costs about 174: Amazon FSx for Lustre, persistent (PERSISTENT_2), 1200 GiB, 146 MB/s.',
      '  Fix: increase maxMonthlyCostUsd, or require less throughput, capacity or features.',
    ].join('\n'));
  });
});

describe('prices never reach', () => {
  const VOLUMES: Partial<MlTrainingVolumeProps>[] = [
    ...Object.values(MlWorkload).map(workload => ({ workload })),
    { throughputMBps: 20, maxMonthlyCostUsd: 31415 },
    { readers: 1, size: Size.gibibytes(100) },
    { multiAz: true },
    { snapshots: true },
  ];

  test.each(VOLUMES)('the template, the metadata, the tags and the annotations of %j', props => {
    const stack = testStack(testApp());
    const volume = mlVolume(stack, { ...props, outputReason: true });
    const everything = JSON.stringify([
      Template.fromStack(stack).toJSON(),
      stack.node.findAll().map(({ node: { metadata } }) => metadata.map(({ data }) => data)),
      volume.explanation,
    ]);
    const { estimatedMonthlyUsd } = volume.recommendation;
    expect(estimatedMonthlyUsd).toBeGreaterThan(0);
    expect(everything).not.toMatch(/USD|dollar|monthly|31415|us-east-1, 2026/i);
  });
});

test('a better service is information, and a question is a warning', () => {
  const stack = testStack();
  mlVolume(stack, { dataset: { bucket: corpus(stack) }, throughputMBps: 20 });
  const infos = stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:info').map(({ data }) => `${data}`);
  expect(infos).toEqual([expect.stringMatching(/^Consider Mountpoint for Amazon S3: .*\(https:\/\/docs\.aws\.amazon\.com\/eks\/latest\/userguide\/s3-csi\.html\)\.$/)]);
  const warnings = stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => `${data}`);
  expect(warnings.filter(text => text.includes('Is a throughput of 20 MB/s intended?')).length).toBe(1);
});
