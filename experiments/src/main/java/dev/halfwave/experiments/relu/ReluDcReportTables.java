package dev.halfwave.experiments.relu;

import static dev.halfwave.experiments.report.DataTable.number;
import static dev.halfwave.experiments.report.DataTable.text;

import dev.halfwave.experiments.relu.ReluDcReportArm.Outcome;
import dev.halfwave.experiments.relu.ReluDcReportReference.Pilot;
import dev.halfwave.experiments.relu.ReluDcReportReference.Point;
import dev.halfwave.experiments.relu.ReluDcReportReference.Reference;
import dev.halfwave.experiments.relu.ReluDcReportReference.Value;
import dev.halfwave.experiments.report.DataTable;
import dev.halfwave.experiments.report.DataTable.Cell;
import dev.halfwave.experiments.report.DataTable.Row;
import dev.halfwave.experiments.report.Numbers;
import dev.halfwave.experiments.report.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The tables of the report.
final class ReluDcReportTables {

    private static final List<String> LAYERS = List.of("conv1", "conv2");

    private final ReluDcReportData data;

    ReluDcReportTables(ReluDcReportData data) {
        this.data = data;
    }

    /// What each arm ended with, and below it what the reference or the pilot ended with, if that is comparable.
    DataTable results() {
        List<Row> rows = new ArrayList<>();
        for (ReluDcReportArm arm : data.arms()) {
            rows.add(result(arm));
            if (arm.n() > 0 && isComparable()) {
                reference(arm).ifPresent(rows::add);
                pilot(arm).ifPresent(rows::add);
            }
        }
        return new DataTable(List.of(text("arm"), number("seeds"), number("training loss"),
                number("training, % right"), number("test, % right"), number("layer 1: distance"),
                number("layer 1: relative"), number("layer 2: distance"), number("layer 2: relative"),
                number("99% at epoch")), rows);
    }

    /// Whether reference and pilot may stand in [#results].
    boolean isComparable() {
        return data.isPapersConfiguration() && data.lastEpoch() == ReluDcReportReference.EPOCHS;
    }

    private Row result(ReluDcReportArm arm) {
        List<Cell> cells = new ArrayList<>();
        cells.add(cell("`" + arm.name() + "`"));
        cells.add(cell(arm.n() == arm.planned() ? Integer.toString(arm.n()) : arm.n() + " of " + arm.planned()));
        if (arm.n() == 0) {
            cells.add(new Cell("no finished trial", 8));
            return new Row(cells, false);
        }
        cells.add(cell(Numbers.meanAndSd(arm.last("trainLoss"))));
        cells.add(cell(Numbers.percentAndSd(arm.last("trainAccuracy"))));
        cells.add(cell(Numbers.percentAndSd(arm.last("testAccuracy"))));
        switch (arm.outcome()) {
            case LEARNED -> LAYERS.forEach(layer -> {
                cells.add(cell(Numbers.meanAndSd(arm.last("distance." + layer + ".l2"))));
                cells.add(cell(Numbers.meanAndSd(arm.last("distance." + layer + ".relative"))));
            });
            case DID_NOT_LEARN -> cells.add(new Cell("did not learn", 4));
            case UNKNOWN -> cells.add(new Cell("no accuracy recorded", 4));
        }
        cells.add(cell(epochOf99(arm)));
        return new Row(cells, false);
    }

    private static String epochOf99(ReluDcReportArm arm) {
        List<Integer> epochs = arm.epochsToLearn();
        if (epochs.isEmpty()) {
            return arm.last("trainAccuracy").isEmpty() ? Numbers.UNDEFINED : "never";
        }
        Summary reached = Summary.of(epochs.stream().mapToDouble(Integer::doubleValue).toArray());
        List<String> remarks = new ArrayList<>();
        if (reached.min() < reached.max()) {
            remarks.add(whole(reached.min()) + "–" + whole(reached.max()));
        }
        if (epochs.size() < arm.n()) {
            remarks.add(epochs.size() + " of " + arm.n());
        }
        OptionalDouble found = arm.medianEpochToLearn();
        String median = found.isPresent() ? whole(found.getAsDouble()) : "none";
        return median + (remarks.isEmpty() ? "" : " (" + String.join("; ", remarks) + ")");
    }

    private Optional<Row> reference(ReluDcReportArm arm) {
        Optional<Reference> reference = ReluDcReportReference.of(arm.name());
        Optional<Point> last = reference.flatMap(found -> found.at(ReluDcReportReference.EPOCHS));
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Point point = last.get();
        List<String> cells = new ArrayList<>(List.of("reference", "20", of(point.loss()),
                Numbers.percentAndSd(summary(point.accuracy())),
                Numbers.UNDEFINED, of(point.distance1()), Numbers.rounded(reference.get().relative1()),
                of(point.distance2()), Numbers.rounded(reference.get().relative2())));
        cells.add(reference.get().medianEpoch() + " (" + reference.get().firstEpoch() + "–"
                + reference.get().lastEpoch() + ")");
        return Optional.of(new Row(cells.stream().map(ReluDcReportTables::cell).toList(), true));
    }

    private static Optional<Row> pilot(ReluDcReportArm arm) {
        Optional<Pilot> found = ReluDcReportReference.pilot(arm.name());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Pilot pilot = found.get();
        List<Cell> cells = new ArrayList<>();
        for (String text : List.of("pilot", "2", pilot.loss(), pilot.accuracyPercent(),
                Numbers.UNDEFINED)) {
            cells.add(cell(text));
        }
        if (arm.outcome() == Outcome.DID_NOT_LEARN) {
            cells.add(new Cell("did not learn", 4));
        } else {
            for (String text : List.of(pilot.distance1(), Numbers.UNDEFINED, pilot.distance2(), Numbers.UNDEFINED)) {
                cells.add(cell(text));
            }
        }
        cells.add(cell(pilot.epochOf99().isEmpty() ? Numbers.UNDEFINED : pilot.epochOf99()));
        return Optional.of(new Row(cells, true));
    }

    /// The paper's arms at a few epochs beside the reference at the same epochs; empty if there is nothing to compare.
    Optional<DataTable> besideReference() {
        if (!data.isPapersConfiguration()) {
            return Optional.empty();
        }
        List<Row> rows = new ArrayList<>();
        for (ReluDcReportArm arm : data.of(ReluDcReportData.PAPER)) {
            for (Point point : ReluDcReportReference.of(arm.name()).orElseThrow().points()) {
                if (!arm.at("trainLoss", point.epoch()).isEmpty()) {
                    rows.add(DataTable.row(List.of("`" + arm.name() + "`", Integer.toString(point.epoch()),
                            Numbers.meanAndSd(arm.at("trainLoss", point.epoch())), of(point.loss()),
                            Numbers.meanAndSd(arm.at("distance.conv1.l2", point.epoch())), of(point.distance1()),
                            Numbers.meanAndSd(arm.at("distance.conv2.l2", point.epoch())), of(point.distance2()))));
                }
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new DataTable(List.of(text("arm"), number("epoch"), number("training loss"),
                        number("reference"), number("layer 1: distance"), number("reference"),
                        number("layer 2: distance"), number("reference")), rows));
    }

    /// The relative distance when a loss is reached first, of the arms that learned; empty if there is none.
    Optional<DataTable> atEqualLoss() {
        List<Row> rows = new ArrayList<>();
        for (ReluDcReportArm arm : data.learned()) {
            if (arm.isFrozen() || arm.last("trainLossEnd").isEmpty()) {
                continue;
            }
            for (int layer = 1; layer <= LAYERS.size(); layer++) {
                List<String> cells = new ArrayList<>(List.of("`" + arm.name() + "`", Integer.toString(layer)));
                for (double loss : ReluDcReportData.LOSSES) {
                    Summary distance = arm.atLoss("distance.conv" + layer + ".relative", loss);
                    String all = distance.n() == arm.n() ? "" : " (" + distance.n() + " of " + arm.n() + ")";
                    cells.add(distance.isEmpty() ? "not reached" : Numbers.meanAndSd(distance) + all);
                }
                rows.add(DataTable.row(cells));
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<DataTable.Column> columns = new ArrayList<>(List.of(text("arm"), number("layer")));
        ReluDcReportData.LOSSES.forEach(loss -> columns.add(number("loss ≤ " + plain(loss))));
        return Optional.of(new DataTable(columns, rows));
    }

    static String plain(double value) {
        return new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static String whole(double epoch) {
        return epoch == Math.rint(epoch) ? Long.toString((long) epoch) : Double.toString(epoch);
    }

    private static String of(Value value) {
        return Numbers.meanAndSd(summary(value));
    }

    private static Summary summary(Value value) {
        return new Summary(20, value.mean(), value.sd(), Double.NaN, Double.NaN, Double.NaN);
    }

    private static Cell cell(String text) {
        return new Cell(text, 1);
    }
}
