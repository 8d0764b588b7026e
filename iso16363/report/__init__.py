"""The readiness report: a judgement becomes a plain view, the view a page, the page a PDF."""
