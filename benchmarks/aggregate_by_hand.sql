-- The limit of the aggregation benchmark: the figures of cn-2013-388 for every zone and year, written by hand.
-- Each figure has the rows it asks and the rows that have a value beside it, as the snapshot keeps them.
WITH cells AS (
  SELECT
    zone, year, revenue, gross_industrial_output, energy_consumption, is_hightech, listing_status, controlling_interest,
    employees, employees_average, bachelors, postgraduates, doctors, masters, returnees, foreign_residents,
    rd_internal_expenditure, rd_expenditure, main_business_revenue, inventions_granted, technology_contract_value,
    technology_income, net_profit, total_profit, equity, payroll, exports, technology_service_exports, taxes_paid,
    patents_granted, trademarks_registered, software_copyrights_new, chip_layouts_new, plant_varieties_new,
    overseas_marketing_bodies, overseas_rd_bodies, overseas_production_bases, foreign_trademarks_registered,
    triadic_patents_granted, international_standards, outward_direct_investment, fixed_asset_investment,
    payroll + taxes_and_surcharges + vat_payable + depreciation_of_year + operating_profit AS value_added,
    payroll + taxes_and_surcharges + vat_payable + depreciation_of_year + operating_profit
      - investment_income - fair_value_gain
      - CASE WHEN year >= 2017 THEN other_income + asset_disposal_gain ELSE 0 END
      + CASE WHEN year >= 2019 THEN -asset_impairment_loss - credit_impairment_loss - hedging_gain
        ELSE asset_impairment_loss END AS value_added_production,
    left(industry_code, 2) BETWEEN '06' AND '46' AS industrial,
    left(industry_code, 2) IN ('05', '11', '43') OR left(industry_code, 2) BETWEEN '51' AND '97' AS service,
    left(industry_code, 2) IN ('51', '52', '70') AS trade,
    industry_code IS NOT NULL AS classified,
    controlling_interest IN ('1', '2', '3', '9') AS domestic,
    listing_status IN ('1', '2', '3') AS listed
  FROM read_parquet($file)
  WHERE year IN ($year, $year - 1)
), derived AS (
  SELECT *,
    CASE WHEN service THEN revenue WHEN NOT service THEN technology_income END AS service_revenue,
    CASE WHEN service AND NOT trade THEN revenue WHEN classified THEN technology_income END AS service_without_trade
  FROM cells
)
SELECT totals.*, stayers.* EXCLUDE (zone, year)
FROM (
SELECT
  zone, year, count(*),
  sum(employees), count(employees), sum(employees_average), count(employees_average),
  sum(bachelors + postgraduates), count(bachelors + postgraduates),
  sum(doctors + masters), count(doctors + masters),
  sum(returnees + foreign_residents), count(returnees + foreign_residents),
  sum(rd_internal_expenditure), count(rd_internal_expenditure), sum(rd_expenditure), count(rd_expenditure),
  sum(main_business_revenue), count(main_business_revenue), sum(revenue), count(revenue),
  sum(technology_contract_value), count(technology_contract_value), sum(technology_income), count(technology_income),
  sum(net_profit), count(net_profit), sum(total_profit), count(total_profit), sum(equity), count(equity),
  sum(payroll), count(payroll), sum(exports), count(exports),
  sum(technology_service_exports), count(technology_service_exports), sum(taxes_paid), count(taxes_paid),
  sum(foreign_trademarks_registered), count(foreign_trademarks_registered),
  sum(triadic_patents_granted), count(triadic_patents_granted),
  sum(international_standards), count(international_standards),
  sum(fixed_asset_investment), count(fixed_asset_investment), sum(inventions_granted), count(inventions_granted),
  sum(patents_granted + trademarks_registered + software_copyrights_new + chip_layouts_new + plant_varieties_new),
  count(patents_granted + trademarks_registered + software_copyrights_new + chip_layouts_new + plant_varieties_new),
  sum(overseas_marketing_bodies + overseas_rd_bodies + overseas_production_bases),
  count(overseas_marketing_bodies + overseas_rd_bodies + overseas_production_bases),
  sum(value_added), count(value_added), sum(value_added_production), count(value_added_production),
  sum(service_revenue), count(service_revenue), sum(service_without_trade), count(service_without_trade),
  count(*) FILTER (WHERE is_hightech), count(is_hightech),
  count(*) FILTER (WHERE listed), count(listed),
  count(*) FILTER (WHERE is_hightech AND revenue > 3000000), count(is_hightech AND revenue > 3000000),
  count(*) FILTER (WHERE revenue > 100000000), count(*) FILTER (WHERE revenue > 50000000),
  count(*) FILTER (WHERE revenue > 30000000), count(*) FILTER (WHERE revenue > 10000000),
  count(*) FILTER (WHERE revenue > 5000000),
  count(*) FILTER (WHERE domestic IS NOT FALSE),
  sum(employees) FILTER (WHERE domestic), count(employees) FILTER (WHERE domestic),
  sum(inventions_granted) FILTER (WHERE domestic), count(inventions_granted) FILTER (WHERE domestic),
  sum(outward_direct_investment) FILTER (WHERE domestic), count(outward_direct_investment) FILTER (WHERE domestic),
  count(*) FILTER (WHERE is_hightech IS NOT FALSE),
  sum(exports) FILTER (WHERE is_hightech), count(exports) FILTER (WHERE is_hightech),
  count(*) FILTER (WHERE industrial IS NOT FALSE),
  sum(value_added) FILTER (WHERE industrial), count(value_added) FILTER (WHERE industrial),
  sum(value_added_production) FILTER (WHERE industrial), count(value_added_production) FILTER (WHERE industrial),
  sum(gross_industrial_output) FILTER (WHERE industrial), count(gross_industrial_output) FILTER (WHERE industrial),
  sum(energy_consumption) FILTER (WHERE industrial), count(energy_consumption) FILTER (WHERE industrial),
  count(*) FILTER (WHERE (industrial AND energy_consumption IS NOT NULL) IS NOT FALSE),
  sum(value_added) FILTER (WHERE industrial AND energy_consumption IS NOT NULL),
  count(value_added) FILTER (WHERE industrial AND energy_consumption IS NOT NULL),
  sum(value_added_production) FILTER (WHERE industrial AND energy_consumption IS NOT NULL),
  count(value_added_production) FILTER (WHERE industrial AND energy_consumption IS NOT NULL),
  sum(gross_industrial_output) FILTER (WHERE industrial AND energy_consumption IS NOT NULL),
  count(gross_industrial_output) FILTER (WHERE industrial AND energy_consumption IS NOT NULL)
FROM derived
GROUP BY zone, year
) AS totals
LEFT JOIN (
  SELECT
    now.zone, now.year,
    sum(now.employees) FILTER (WHERE before.employees IS NOT NULL), count(*) FILTER (WHERE before.employees IS NOT NULL),
    count(now.employees) FILTER (WHERE before.employees IS NOT NULL),
    sum(before.employees) FILTER (WHERE now.employees IS NOT NULL), count(*) FILTER (WHERE now.employees IS NOT NULL),
    count(before.employees) FILTER (WHERE now.employees IS NOT NULL)
  FROM read_parquet($file) AS now
  LEFT JOIN read_parquet($file) AS before
    ON before.zone = now.zone AND before.year = $year - 1
    AND CASE WHEN length(before.credit_code) = 18 THEN substr(before.credit_code, 9, 9) ELSE before.credit_code END
      = CASE WHEN length(now.credit_code) = 18 THEN substr(now.credit_code, 9, 9) ELSE now.credit_code END
  WHERE now.year = $year
  GROUP BY ALL
) AS stayers ON stayers.zone = totals.zone AND stayers.year = totals.year
ORDER BY totals.zone, totals.year
