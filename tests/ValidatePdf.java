import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.gf.model.GFModelParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Reference;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Validates PDF files with veraPDF's engine: ValidatePdf FLAVOUR... -- FILE...
 *
 * Prints one line for each file and flavour (PASS or FAIL, assertions checked), then one for each
 * broken rule. Profiles are read with DOM because the jar lacks the JAXB runtime they are meant for.
 */
public final class ValidatePdf {
    private ValidatePdf() {
    }

    public static void main(String[] arguments) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        List<String> flavours = new ArrayList<>();
        List<String> files = new ArrayList<>();
        List<String> current = flavours;
        for (String argument : arguments) {
            if (argument.equals("--")) {
                current = files;
            } else {
                current.add(argument);
            }
        }
        boolean good = true;
        for (String file : files) {
            for (String flavour : flavours) {
                good &= validate(new File(file), PDFAFlavour.byFlavourId(flavour), flavour);
            }
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean validate(File file, PDFAFlavour flavour, String name) throws Exception {
        try (GFModelParser parser = GFModelParser.createModelWithFlavour(file, flavour);
                PDFAValidator validator = ValidatorFactory.createValidator(profile(flavour, name), 20, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.printf("%s %s %s (%d checks)%n",
                    result.isCompliant() ? "PASS" : "FAIL", name, file, result.getTotalAssertions());
            for (Map.Entry<RuleId, Integer> failed : result.getFailedChecks().entrySet()) {
                RuleId rule = failed.getKey();
                System.out.printf("  clause %s test %d: %d times%n",
                        rule.getClause(), rule.getTestNumber(), failed.getValue());
            }
            for (TestAssertion assertion : result.getTestAssertions()) {
                System.out.printf("  %s %s: %s at %s%n", assertion.getRuleId().getClause(), assertion.getStatus(),
                        assertion.getMessage().replaceAll("\\s+", " "), assertion.getLocation().getContext());
            }
            return result.isCompliant();
        }
    }

    private static ValidationProfile profile(PDFAFlavour flavour, String name) throws Exception {
        String resource = "/org/verapdf/pdfa/validation/"
                + (name.startsWith("ua") ? "PDFUA-" + name.substring(2) : "PDFA-" + name.toUpperCase()) + ".xml";
        Document xml;
        try (InputStream stream = ValidatePdf.class.getResourceAsStream(resource)) {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            xml = factory.newDocumentBuilder().parse(stream);
        }
        SortedSet<Rule> rules = new TreeSet<>(new Profiles.RuleComparator());
        for (Element rule : elements(xml.getDocumentElement(), "rule")) {
            rules.add(rule(rule));
        }
        SortedSet<Variable> variables = new TreeSet<>(
                java.util.Comparator.comparing(Variable::getObject).thenComparing(Variable::getName));
        for (Element variable : elements(xml.getDocumentElement(), "variable")) {
            variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
        }
        return Profiles.profileFromSortedValues(flavour,
                Profiles.profileDetailsFromValues(name, name, "tests", new Date(0)), "", rules, variables);
    }

    private static Rule rule(Element rule) {
        Element id = elements(rule, "id").get(0);
        RuleId ruleId = Profiles.ruleIdFromValues(
                PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber")));
        List<ErrorArgument> values = new ArrayList<>();
        for (Element argument : elements(rule, "argument")) {
            values.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), argument.getAttribute("name"), null));
        }
        return Profiles.ruleFromValues(ruleId, rule.getAttribute("object"),
                rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null,
                rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), values), new ArrayList<Reference>());
    }

    private static String text(Element parent, String name) {
        List<Element> found = elements(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagNameNS("*", name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }
}
