export const destinations = [
  { name: "France", destination: "FRA", destinationISO2: "FR", supportedCountries: ["FRA"] },
  { name: "Japan", destination: "JPN", destinationISO2: "JP", supportedCountries: ["JPN"] },
  { name: "Nordics", destination: "NRD", destinationISO2: "", supportedCountries: ["DNK", "FIN", "ISL", "NOR", "SWE"] },
  { name: "United States", destination: "USA", destinationISO2: "US", supportedCountries: ["USA"] },
] as const;

const offers = [
  { dataLimitInGB: 1, minDays: 1, maxDays: 7, priceInCents: 450 },
  { dataLimitInGB: 5, minDays: 1, maxDays: 30, priceInCents: 1300 },
  { dataLimitInGB: 20, minDays: 1, maxDays: 90, priceInCents: 3600 },
] as const;

export const packages = destinations.flatMap(({ destination, destinationISO2 }) =>
  offers.map((offer) => ({
    id: `pkg_${destination.toLowerCase()}_${offer.dataLimitInGB}gb`,
    destination,
    destinationISO2,
    dataLimitInBytes: offer.dataLimitInGB * 1_000_000_000,
    ...offer,
  })),
);

/** The packages for a destination, or all. */
export function findPackages(query: URLSearchParams) {
  const destination = query.get("destination");
  return packages.filter((offer) => destination === null || offer.destination === destination);
}
