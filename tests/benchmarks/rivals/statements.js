// The statements of the Mercurius rival: the page in one, everything below it one for all people of an answer.
import { readFileSync } from "node:fs";

const KEYS = "(SELECT value FROM json_each(:keys))";
const MONTH = "(month / 12) || '-' || substr(month % 12 + 101, 2) AS month";
const ON_LIST = `office_key = :office AND purpose = 'VIEWING' AND viewing_until >= :today AND removed_at IS NULL
  AND (method <> 'CARD' OR list_opened_at IS NOT NULL OR read_at > :lapses)`;
const PAGE = (columns) => `(SELECT beneficiary_key${columns} FROM registration INDEXED BY ix_registration_kana
  WHERE ${ON_LIST} ORDER BY sort_kana, beneficiary_key LIMIT :size)`;
const HALF = (item) => `CASE ${item} WHEN 'INDEPENDENT' THEN 10 WHEN 'PARTIAL' THEN 5 ELSE 0 END`;
const WHOLE = (item) => `CASE ${item} WHEN 'INDEPENDENT' THEN 5 ELSE 0 END`;
const BARTHEL = [
  ...["feeding", "toilet_use", "stairs", "dressing", "bowel_control", "bladder_control"].map(HALF),
  ...["grooming", "bathing"].map(WHOLE),
  "CASE transfer WHEN 'INDEPENDENT' THEN 15 WHEN 'SUPERVISED' THEN 10 WHEN 'SITS_ONLY' THEN 5 ELSE 0 END",
  "CASE walking WHEN 'INDEPENDENT' THEN 15 WHEN 'WALKER' THEN 10 WHEN 'WHEELCHAIR' THEN 5 ELSE 0 END",
].join(" + ");
const COGNITION = [
  "things_placed", "events_remembered", "orientation", "conversation", "medication", "dressing", "appliances",
].map((item) => `substr(${item}, 8)`).join(" + ");

const newest = (table, columns, order) => `SELECT k.value AS owner, ${columns} FROM json_each(:keys) k
  JOIN ${table} t ON t.key = (SELECT key FROM ${table} WHERE beneficiary_key = k.value ORDER BY ${order} LIMIT 1)`;
const year = (table, value) => `SELECT k.value AS owner, ${MONTH}, ${value} FROM json_each(:keys) k
  CROSS JOIN ${table} t ON t.beneficiary_key = k.value
    AND t.month > (SELECT max(month) FROM ${table} WHERE beneficiary_key = k.value) - 12
  ORDER BY k.key, t.month`;
const renovations = (category) => `SELECT beneficiary_key AS owner, key, started_on AS startedOn, paid_on AS paidOn, cost
  FROM renovation WHERE beneficiary_key IN ${KEYS} AND category = '${category}' AND started_on <= :today
  ORDER BY started_on DESC, key DESC`;
const purchases = (category) => `SELECT beneficiary_key AS owner, item, supplied_on AS suppliedOn, cost
  FROM equipment_purchase WHERE beneficiary_key IN ${KEYS} AND category = '${category}' AND supplied_on <= :today
  ORDER BY supplied_on DESC, key DESC`;

export const list = `SELECT p.key, p.id, p.insured_number AS insuredNumber, p.name, p.kana,
    r.method, r.registered_on AS registeredOn, r.viewing_until AS viewingUntil,
    a.application_kind AS applicationKind, a.status,
    (SELECT CASE WHEN :today BETWEEN first_start AND first_end THEN first_ratio
                 WHEN :today BETWEEN second_start AND second_end THEN second_ratio END
     FROM burden_ratio
     WHERE beneficiary_key = p.key AND first_start <= :today AND coalesce(second_end, first_end) >= :today
     ORDER BY issued_on DESC, key DESC LIMIT 1) AS ratio,
    (SELECT status FROM consent WHERE beneficiary_key = p.key ORDER BY recorded_at DESC, key DESC LIMIT 1) AS consentStatus
  FROM ${PAGE(", method, registered_on, viewing_until")} r
  CROSS JOIN beneficiary p ON p.key = r.beneficiary_key
  LEFT JOIN progress a ON a.key = (
    SELECT key FROM progress WHERE beneficiary_key = p.key ORDER BY applied_on DESC, key DESC LIMIT 1)`;
export const bulk = `SELECT p.key, p.id, p.insured_number AS insuredNumber, p.name
  FROM ${PAGE("")} r CROSS JOIN beneficiary p ON p.key = r.beneficiary_key`;
export const person = `SELECT p.key, p.id, p.insured_number AS insuredNumber, p.name, p.kana, p.birth_date AS birthDate,
    p.sex, p.postal_code AS postalCode, p.address, o.name AS insurerName, o.number AS insurerNumber
  FROM beneficiary p JOIN insurer o ON o.key = p.insurer_key WHERE p.id = :id`;
export const money = readFileSync(new URL("../sql/sqlite/money.sql", import.meta.url), "utf8");
export const insuredCertificate = `SELECT k.value AS owner, i.care_level AS careLevel, i.valid_from AS validFrom,
    i.valid_until AS validUntil, i.monthly_limit_units AS monthlyLimitUnits, i.board_opinion AS boardOpinion
  FROM json_each(:keys) k JOIN insured_certificate i ON i.key = (
    SELECT key FROM insured_certificate c
    WHERE beneficiary_key = k.value AND coalesce(valid_from, issued_on) <= :today
      AND (valid_until >= :today OR valid_until IS NULL AND NOT EXISTS (
        SELECT 1 FROM insured_certificate
        WHERE beneficiary_key = k.value AND (issued_on, key) > (c.issued_on, c.key)
          AND coalesce(valid_from, issued_on) <= :today))
    ORDER BY issued_on DESC, key DESC LIMIT 1)`;
export const burdenRatio = `SELECT k.value AS owner, b.fiscal_year AS fiscalYear, b.first_ratio AS firstRatio,
    b.first_start AS firstStart, b.first_end AS firstEnd, b.second_ratio AS secondRatio,
    b.second_start AS secondStart, b.second_end AS secondEnd
  FROM json_each(:keys) k JOIN burden_ratio b ON b.key = (
    SELECT key FROM burden_ratio
    WHERE beneficiary_key = k.value AND first_start <= :today AND coalesce(second_end, first_end) >= :today
    ORDER BY issued_on DESC, key DESC LIMIT 1)`;
export const burdenLimit = `SELECT k.value AS owner, l.food_short_stay AS foodShortStay, l.food_other AS foodOther,
    l.room_unit_private AS roomUnitPrivate, l.room_shared AS roomShared, l.effective_on AS effectiveOn,
    l.valid_until AS validUntil
  FROM json_each(:keys) k JOIN burden_limit l ON l.key = (
    SELECT key FROM burden_limit
    WHERE beneficiary_key = k.value AND effective_on <= :today AND valid_until >= :today
    ORDER BY issued_on DESC, key DESC LIMIT 1)`;
export const survey = newest("survey", `t.conducted_on AS conductedOn, t.has_data AS hasData,
  t.turning_over AS turningOver, t.getting_up AS gettingUp, t.walking`, "conducted_on DESC, key DESC");
export const opinion = newest("opinion", `t.key, t.written_on AS writtenOn, t.received_on AS receivedOn,
  t.has_data AS hasData`, "received_on DESC, key DESC");
export const diagnoses = `SELECT opinion_key AS owner, position, name FROM opinion_diagnosis
  WHERE opinion_key IN ${KEYS} ORDER BY opinion_key, position`;
export const progress = newest("progress", `t.status, t.applied_on AS appliedOn, t.application_kind AS applicationKind,
  t.survey_planned_on AS surveyPlannedOn, t.survey_obtained_on AS surveyObtainedOn, t.survey_status AS surveyStatus,
  t.opinion_requested_on AS opinionRequestedOn, t.opinion_received_on AS opinionReceivedOn,
  t.opinion_status AS opinionStatus, t.board_planned_on AS boardPlannedOn, t.board_held_on AS boardHeldOn,
  t.board_status AS boardStatus, t.judged_on AS judgedOn, t.judgement, t.certified_on AS certifiedOn,
  t.closed_on AS closedOn`, "applied_on DESC, key DESC");
export const disabilityAutonomy = year("disability_record", "level");
export const dementiaAutonomy = year("dementia_record", "level");
export const barthelIndex = year("barthel_record", `${BARTHEL} AS totalPoints`);
export const cognition = year("cognition_record", `${COGNITION} AS totalPoints`);
export const careRenovations = renovations("CARE");
export const preventionRenovations = renovations("PREVENTION");
export const works = `SELECT renovation_key AS owner, kind FROM renovation_work WHERE renovation_key IN ${KEYS}
  ORDER BY CASE kind WHEN 'HANDRAIL' THEN 1 WHEN 'STEP_REMOVAL' THEN 2 WHEN 'FLOOR_MATERIAL' THEN 3
    WHEN 'DOOR_REPLACEMENT' THEN 4 WHEN 'TOILET_REPLACEMENT' THEN 5 ELSE 6 END`;
export const carePurchases = purchases("CARE");
export const preventionPurchases = purchases("PREVENTION");
export const statements = `SELECT beneficiary_key AS owner, status, route,
    strftime('%Y-%m-%dT%H:%M:%S+09:00', recorded_at, 'unixepoch', '+9 hours') AS recordedAt
  FROM consent WHERE beneficiary_key IN ${KEYS} ORDER BY recorded_at DESC, key DESC`;
