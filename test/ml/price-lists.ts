/** A product of a service price list file, with the attributes that FSx has. */
export function product(sku: string, attributes: object, unit: string, usd: string) {
  return {
    product: {
      sku, productFamily: 'Storage',
      attributes: {
        servicecode: 'AmazonFSx', location: 'Asia Pacific (Tokyo)', locationType: 'AWS Region', regionCode: 'ap-northeast-1',
        servicename: 'Amazon FSx', ...attributes,
      },
    },
    term: {
      [`${sku}.JRTCKXETXF`]: {
        offerTermCode: 'JRTCKXETXF', sku, effectiveDate: '2026-07-01T00:00:00Z', termAttributes: {},
        priceDimensions: {
          [`${sku}.JRTCKXETXF.6YS6EN2CT7`]: {
            rateCode: `${sku}.JRTCKXETXF.6YS6EN2CT7`, description: 'a price', beginRange: '0', endRange: 'Inf', unit,
            pricePerUnit: { USD: usd }, appliesTo: [],
          },
        },
      },
    },
  };
}

export const lustre = (tier: string, storageType = 'SSD') => ({
  fileSystemType: 'Lustre', storageType, deploymentOption: 'Single-AZ', throughputCapacity: tier, operation: 'CreateFileSystem:Lustre',
});
export const ontap = (deploymentOption: string, storageType = 'N/A') => ({
  fileSystemType: 'ONTAP', storageType, deploymentOption, operation: 'CreateFileSystem:ONTAP',
});

export const TOKYO = [
  product('SCRATCH00001', lustre('N/A'), 'GB-Mo', '0.1680000000'),
  product('P2T125000001', lustre('125'), 'GB-Mo', '0.1740000000'),
  product('P2T250000001', lustre('250'), 'GB-Mo', '0.2520000000'),
  product('P1T200000001', lustre('200'), 'GB-Mo', '0.3480000000'),
  product('HDD012000001', lustre('12', 'HDD'), 'GB-Mo', '0.0300000000'),
  product('OSAZ00000001', ontap('Single-AZ', 'SSD'), 'GB-Mo', '0.1500000000'),
  product('OSAZT0000001', ontap('Single-AZ'), 'MiBps-Mo', '0.9060000000'),
  product('OSAZI0000001', ontap('Single-AZ'), 'IOPS-Mo', '0.0204000000'),
  product('OSAZ2T000001', ontap('Single-AZ_2N'), 'MiBps-Mo', '2.0130000000'),
  product('OSAZ2S000001', ontap('Single-AZ_2N', 'SSD'), 'GB-Mo', '0.1500000000'),
  product('FREE00000001', ontap('Multi-AZ', 'SSD'), 'GB-Mo', '0.0000000000'),
  product('WINDOWS00001', { fileSystemType: 'Windows', storageType: 'SSD', deploymentOption: 'Single-AZ' }, 'GB-Mo', '0.1560000000'),
];

/** A service price list file of AmazonFSx. */
export function priceList(products = TOKYO, over: object = {}): string {
  return JSON.stringify({
    formatVersion: 'v1.0', disclaimer: 'This pricing list is for informational purposes only.', offerCode: 'AmazonFSx',
    version: '20260701000000', publicationDate: '2026-07-01T12:00:00Z',
    products: Object.fromEntries(products.map(({ product: { sku }, product: one }) => [sku, one])),
    terms: { OnDemand: Object.fromEntries(products.map(({ product: { sku }, term }) => [sku, term])), Reserved: {} },
    attributesList: {}, ...over,
  });
}
