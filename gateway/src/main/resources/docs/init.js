window.ui = SwaggerUIBundle({
  url: "/openapi.yaml",
  dom_id: "#routes",
  deepLinking: true,
  validatorUrl: null,
});
